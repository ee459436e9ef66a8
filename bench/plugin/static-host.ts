/** A host that knows its plugin when it is written: a static import, resolved and linked before this module runs. */
export * from './min.ts';

export * from './min.ts';

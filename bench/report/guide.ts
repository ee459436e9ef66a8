/** Where the guide says what a mechanism is: a section of docs/mechanisms.md, on the page of the project where it has one. */

export const GUIDE_FILE = 'docs/mechanisms.md';

export interface Guide {
  /** Address of the guide; null when the project names no repository. */
  readonly url: string | null;
  /** Title of the section that a mechanism has, or is in. */
  sectionOf(mechanism: string): string | undefined;
}

export const NO_GUIDE: Guide = { url: null, sectionOf: () => undefined };

/**
 * @param markdown the guide
 * @param repository that of package.json: a string, or an object with `url`
 */
export function guideOf(markdown: string, repository: unknown): Guide {
  const sections = markdown
    .split(/^### /m)
    .slice(1)
    .map((text) => {
      const [title = '', ...lines] = text.split('\n');
      return { title: title.trim(), text: lines.join('\n').split(/^## /m)[0] ?? '' };
    });
  const titles = new Set(sections.map(({ title }) => title));
  // A section with a title of several words is of several mechanisms.
  const shared = sections.filter(({ title }) => title.includes(' '));
  return {
    url: urlOf(repository),
    sectionOf: (mechanism) =>
      titles.has(mechanism) ? mechanism : shared.find(({ text }) => text.includes(`\`${mechanism}\``))?.title,
  };
}

/** Address of a section; null without a repository. */
export function sectionUrl({ url }: Guide, section: string): string | null {
  return url === null
    ? null
    : `${url}#${section
        .toLowerCase()
        .replace(/ /g, '-')
        .replace(/[^\w-]/g, '')}`;
}

/** `github:owner/name`, `git+https://host/owner/name.git`, `git@host:owner/name`; null for anything else. */
function urlOf(repository: unknown): string | null {
  const given =
    typeof repository === 'object' && repository !== null && 'url' in repository ? repository.url : repository;
  if (typeof given !== 'string') return null;
  const short = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(given);
  const long = /^(?:git\+)?(?:https?|ssh|git):\/\/(?:git@)?([\w.-]+(?::\d+)?\/.+?)(?:\.git)?\/?$/.exec(given);
  const copied = /^git@([\w.-]+):(.+?)(?:\.git)?$/.exec(given);
  const place = short ? `github.com/${short[1]}` : (long?.[1] ?? (copied && `${copied[1]}/${copied[2]}`));
  return place == null || /[\s"'<>?#]/.test(place) ? null : `https://${place}/blob/HEAD/${GUIDE_FILE}`;
}

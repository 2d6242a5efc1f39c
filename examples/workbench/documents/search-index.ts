// Full-text search over the sections of a library. The index is built once, by the first search
// that needs it; searches that arrive meanwhile wait for the same build.
import MiniSearch, { type SearchResult } from 'minisearch';
import type { Library } from './library.ts';
import { plainText, type Section, splitIntoSections } from './sections.ts';
import { snippetOf } from './snippet.ts';

export interface SearchHit {
  path: string;
  /** The headings that lead to the section, such as `Guide > Install`; the path when there are none. */
  heading: string;
  /** The line that matches best, counted from 1. */
  line: number;
  snippet: string;
  /** BM25+ with boosts: comparable within one answer only. */
  score: number;
}

export interface SearchAnswer {
  hits: SearchHit[];
  /** How many sections matched, of which `hits` are the best. */
  total: number;
}

export interface SearchIndex {
  search(query: string, limit: number): Promise<SearchAnswer>;
}

/** Sections indexed between two turns of the event loop. */
const SECTIONS_PER_TURN = 50;

export function createSearchIndex(library: Library): SearchIndex {
  let built: Promise<BuiltIndex> | undefined;
  return {
    async search(query, limit) {
      built ??= build(library).catch((error: unknown) => {
        // The next search tries again: a folder that could not be read may be there by then.
        built = undefined;
        throw error;
      });
      const { engine, sections } = await built;
      // All words first; any of them only when no section has all.
      const strict = engine.search(query, { combineWith: 'AND' });
      const results = strict.length > 0 ? strict : engine.search(query, { combineWith: 'OR' });
      const hits = results.slice(0, limit).flatMap((result) => {
        const section = sections[Number(result.id)];
        return section ? [toHit(section, result)] : [];
      });
      return { hits, total: results.length };
    },
  };
}

interface BuiltIndex {
  engine: MiniSearch;
  sections: readonly Section[];
}

async function build(library: Library): Promise<BuiltIndex> {
  const sections: Section[] = [];
  for (const { path } of await library.list()) {
    sections.push(...splitIntoSections(path, (await library.read(path)) ?? ''));
  }
  const engine = new MiniSearch({
    fields: ['heading', 'text', 'path'],
    searchOptions: {
      boost: { heading: 3, path: 1.5 },
      prefix: (term) => term.length >= 3,
      // A fifth of the letters may differ; in short words that would match almost anything.
      fuzzy: (term) => (term.length >= 5 ? 0.2 : false),
      weights: { prefix: 0.5, fuzzy: 0.2 },
    },
  });
  const entries = sections.map((section, id) => ({
    id,
    path: section.path,
    heading: section.trail.join(' '),
    text: section.lines.join('\n'),
  }));
  await engine.addAllAsync(entries, { chunkSize: SECTIONS_PER_TURN });
  return { engine, sections };
}

function toHit(section: Section, { terms, score }: SearchResult): SearchHit {
  const { lineIndex, snippet } = snippetOf(section.lines.map(plainText), terms);
  return {
    path: section.path,
    heading: section.trail.join(' > ') || section.path,
    line: section.line + lineIndex,
    snippet,
    score: Math.round(score * 100) / 100,
  };
}

// What stands beside a paper, and what is said of it.

import type { Paper } from './messages';
import type { Words } from './words';

/** The number and as much of the title as fits in so many columns; wide characters take two. */
export function short(paper: Paper, columns: number, untitled: string): string {
  const title = cut(paper.title ?? '', columns);
  // A title from right to left must not turn the number round.
  const isolated = title && `\u2068${title}\u2069`;
  if (paper.number === null) return isolated || untitled;
  return isolated ? `${paper.number} ${isolated}` : `${paper.number}`;
}

export function titleOf(paper: Paper, words: Words): string {
  return paper.title ?? words.untitled;
}

/** Author and date. */
export function facts({ authors, date }: Paper): string {
  return [authors, date].filter(Boolean).join(' · ');
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function cut(text: string, columns: number): string {
  if (text.length <= columns / 2) return text;
  let wide = 0;
  // No label is that long, whatever is put together in it.
  for (const { index, segment } of graphemes.segment(text.slice(0, 200))) {
    wide += (segment.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2;
    if (wide > columns) {
      const head = text.slice(0, index);
      const space = head.lastIndexOf(' ');
      return `${(space * 2 > head.length ? head.slice(0, space) : head).trimEnd()}…`;
    }
  }
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

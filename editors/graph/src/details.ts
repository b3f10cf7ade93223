// What is said of the paper that is chosen, with a way to each of its neighbours.

import { button, element, sign } from './dom';
import { facts, titleOf } from './label';
import type { Paper } from './messages';
import type { Node } from './model';
import { SHAPES } from './palette';
import type { Words } from './words';

export interface Ways {
  choose(node: Node): void;
  open(paper: Paper): void;
  /** Only where the host can draw another graph. */
  around: ((paper: Paper) => void) | undefined;
}

/** Title, author, date and tags. */
export function about(node: Node, words: Words): HTMLElement[] {
  const { paper } = node;
  const number = paper.number === null ? '' : `${paper.number} `;
  const tags = paper.tags.map((tag) => element('li', {}, `#${tag}`));
  const line = facts(paper);
  return [
    element('p', { class: 'title' }, number, element('bdi', {}, titleOf(paper, words))),
    ...(line ? [element('p', {}, element('bdi', {}, line))] : []),
    ...(tags.length > 0 ? [element('ul', { class: 'tags', 'aria-label': words.legend }, ...tags)] : []),
  ];
}

export function details(node: Node | undefined, words: Words, ways: Ways): HTMLElement[] {
  if (node === undefined) return [element('p', { class: 'faint' }, words.nothingChosen)];
  const { around } = ways;
  const actions = element('div', { class: 'actions' });
  actions.append(
    button(
      { class: 'primary' },
      () => {
        ways.open(node.paper);
      },
      words.open,
    ),
  );
  if (around !== undefined)
    actions.append(
      button(
        {},
        () => {
          around(node.paper);
        },
        words.around,
      ),
    );
  return [
    ...about(node, words),
    actions,
    ...neighbours(words.refersTo(node.to.length), node.to, words, ways),
    ...neighbours(words.referredBy(node.from.length), node.from, words, ways),
  ];
}

function neighbours(heading: string, nodes: Node[], words: Words, ways: Ways): HTMLElement[] {
  if (nodes.length === 0) return [];
  const items = nodes.map(({ paper, colour }, at) => {
    const number = paper.number === null ? '' : `${paper.number} `;
    const title = element('span', {}, number, element('bdi', {}, titleOf(paper, words)));
    const choose = (): void => {
      const node = nodes[at];
      if (node !== undefined) ways.choose(node);
    };
    return element(
      'li',
      {},
      button({ class: 'neighbour' }, choose, sign(colour, SHAPES[colour] ?? []), title),
    );
  });
  return [element('h3', {}, heading), element('ul', { class: 'neighbours' }, ...items)];
}

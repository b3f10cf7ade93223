// The list of the papers: the twin of the picture for keyboards and screen readers. Long lists are made a part at a time.

import { element, sign } from './dom';
import { facts, titleOf } from './label';
import type { Model, Node } from './model';
import { SHAPES } from './palette';
import type { Words } from './words';

/** How many are made at a time: less than a frame's work. */
const PART = 50;

/** How often it is looked whether the chosen paper is in sight after it was brought there. */
const FRAMES = 4;

export class List {
  readonly element = element('div', { role: 'listbox', tabindex: 0, id: 'list' });
  private options = new Map<Node, HTMLElement>();
  private marked: HTMLElement | undefined;
  private timer: number | undefined;
  private filtering: number | undefined;
  private model: Model | undefined;

  constructor(private readonly choose: (node: Node) => void) {
    this.element.addEventListener('click', (event) => {
      const option = event.target instanceof Element ? event.target.closest('[role=option]') : null;
      const node = this.model?.nodes[Number(option?.id.slice('paper-'.length))];
      if (option !== null && node !== undefined) this.choose(node);
    });
    this.element.addEventListener('focus', () => {
      const first = this.model?.passing[0];
      if (this.model?.chosen === undefined && first !== undefined) this.choose(first);
    });
  }

  show(model: Model, words: Words): void {
    window.clearTimeout(this.timer);
    window.clearTimeout(this.filtering);
    this.model = model;
    this.options = new Map();
    this.marked = undefined;
    this.element.replaceChildren();
    this.element.setAttribute('aria-label', words.papers);
    this.grow(words);
  }

  /** What passes the filters is shown, a part at a time. */
  filter(): void {
    window.clearTimeout(this.filtering);
    const options = this.options.entries();
    const part = (): void => {
      for (let count = 0; count < PART * 8; count += 1) {
        const { value, done } = options.next();
        if (done === true) return;
        const [node, option] = value;
        option.hidden = !node.passes;
      }
      this.filtering = window.setTimeout(part);
    };
    part();
  }

  /** Marks what is chosen. */
  mark(): void {
    const chosen = this.model?.chosen;
    const option = chosen === undefined ? undefined : this.options.get(chosen);
    if (this.marked !== option) this.marked?.setAttribute('aria-selected', 'false');
    this.marked = option;
    if (option === undefined) {
      this.element.removeAttribute('aria-activedescendant');
      return;
    }
    option.setAttribute('aria-selected', 'true');
    this.element.setAttribute('aria-activedescendant', option.id);
    this.bringIntoView(option);
  }

  /**
   * Scrolls the list and nothing around it: on a narrow page what stands above the list would go out of sight. How high
   * options are is known only after they are drawn, so it looks again for some frames.
   */
  private bringIntoView(option: HTMLElement, frames = FRAMES): void {
    if (option !== this.marked) return;
    const top = this.element.getBoundingClientRect().top + this.element.clientTop;
    const bottom = top + this.element.clientHeight;
    const box = option.getBoundingClientRect();
    if (box.top < top) this.element.scrollTop -= top - box.top;
    else if (box.bottom > bottom) this.element.scrollTop += Math.min(box.bottom - bottom, box.top - top);
    if (frames === 0) return;
    window.requestAnimationFrame(() => {
      this.bringIntoView(option, frames - 1);
    });
  }

  private grow(words: Words): void {
    const { nodes } = this.model ?? { nodes: [] };
    const part = nodes.slice(this.options.size, this.options.size + PART);
    this.element.append(...part.map((node) => this.option(node, words)));
    if (this.options.size < nodes.length)
      this.timer = window.setTimeout(() => {
        this.grow(words);
      });
    // Once: who scrolls a list that still grows is not taken back.
    if (this.marked === undefined) this.mark();
  }

  private option(node: Node, words: Words): HTMLElement {
    const { paper } = node;
    const number = paper.number === null ? [] : [element('span', { class: 'number' }, `${paper.number} `)];
    const center = node === this.model?.center ? [element('span', { class: 'badge' }, words.isCenter)] : [];
    const about = [facts(paper), paper.tags.map((tag) => `#${tag}`).join(' ')].filter(Boolean).join(' · ');
    const option = element(
      'div',
      { role: 'option', id: `paper-${node.at}`, 'aria-selected': false },
      sign(node.colour, SHAPES[node.colour] ?? []),
      element(
        'div',
        {},
        ...number,
        element('bdi', { class: 'title' }, titleOf(paper, words)),
        ' ',
        ...center,
        element('div', { class: 'about' }, about),
      ),
    );
    option.setAttribute('aria-selected', 'false');
    option.hidden = !node.passes;
    this.options.set(node, option);
    return option;
  }
}

// The page: toolbar, picture, and beside it the chosen paper, the legend and the list; and how they act on each other.

import { Canvas } from './canvas';
import { details, type Ways } from './details';
import { button, element } from './dom';
import { titleOf } from './label';
import { Layout } from './layout';
import { legend } from './legend';
import { List } from './list';
import type { GraphMessage, Paper } from './messages';
import { Model, type Node } from './model';
import { Walk, DIRECTIONS } from './walk';
import { type Words, words as wordsOf } from './words';

export interface Door {
  open(paper: Paper): void;
  around(paper: Paper, depth: number): void;
}

/** The depths that are offered; 0 means all. */
const DEPTHS = [1, 2, 3, 4, 0];

export class Page {
  private readonly canvas: Canvas;
  private readonly list: List;
  private readonly walk = new Walk();
  private readonly status = element('p', { class: 'status', role: 'status' });
  private readonly progress = element('p', { class: 'progress', 'aria-hidden': 'true', hidden: true });
  private readonly spoken = element('div', { class: 'spoken', 'aria-live': 'polite' });
  private readonly details = element('div', { class: 'details' });
  private readonly search = element('input', { type: 'search', autocomplete: 'off', spellcheck: 'false' });
  private model: Model | undefined;
  private layout: Layout | undefined;
  private words: Words;
  private depth: number | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly door: Door,
  ) {
    this.words = wordsOf(document.documentElement.lang === 'ja' ? 'ja' : 'en');
    this.canvas = new Canvas((node) => {
      this.choose(node, false);
      this.door.open(node.paper);
    });
    this.list = new List((node) => {
      this.walk.forget();
      this.choose(node, true);
    });
    this.search.addEventListener('input', () => {
      this.model?.search(this.search.value);
      this.filtered();
    });
    this.search.addEventListener('keydown', (event) => {
      const first = this.model?.passing[0];
      if (event.key !== 'Enter' || first === undefined) return;
      event.preventDefault();
      this.choose(first, true);
      this.list.element.focus();
    });
    for (const widget of [this.canvas.element, this.list.element]) {
      widget.addEventListener('keydown', (event) => {
        this.key(event, widget === this.canvas.element);
      });
    }
    root.replaceChildren(element('p', { class: 'empty', role: 'status' }, this.words.waiting));
    const recolour = (): void => {
      this.canvas.picture.recolour();
    };
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
      window.matchMedia(query).addEventListener('change', recolour);
    }
    new MutationObserver(recolour).observe(document.body, {
      attributes: true,
      attributeFilter: ['class', 'style'],
    });
  }

  show(message: GraphMessage): void {
    this.layout?.stop();
    const words = (this.words = wordsOf(message.language));
    document.documentElement.lang = message.language;
    this.depth = message.depth;
    const model = (this.model = new Model(message, this.model));
    this.walk.forget();
    if (model.nodes.length === 0) {
      this.root.replaceChildren(
        element(
          'div',
          { class: 'empty' },
          element('h1', {}, words.graph),
          element('p', {}, words.empty),
          element('p', { class: 'faint' }, words.emptyHelp),
        ),
      );
      return;
    }
    model.search(this.search.value);
    this.root.dataset.state = 'laying-out';
    this.build(model, words);
    // A big graph is a lot of work: the page answers in between.
    const steps = [
      () => {
        this.canvas.show(model, words);
        this.choose(model.chosen, false);
      },
      () => {
        this.layOut(model);
      },
      () => {
        this.list.show(model, words);
        this.filtered();
      },
    ];
    const next = (): void => {
      if (this.model !== model) return;
      steps.shift()?.();
      if (steps.length > 0) window.setTimeout(next);
    };
    next();
  }

  private build(model: Model, words: Words): void {
    // Parts that are put in another place lose the focus.
    const focused = document.activeElement;
    this.search.setAttribute('aria-label', words.search);
    this.search.setAttribute('placeholder', words.search);
    const tool = (label: string, sign: string, click: () => void): HTMLElement =>
      button({ 'aria-label': label, title: label, class: 'tool' }, click, sign);
    const toolbar = element(
      'div',
      { class: 'toolbar' },
      element('h1', {}, words.graph),
      this.search,
      ...this.depths(),
      element(
        'div',
        { class: 'zoom', role: 'group', 'aria-label': words.toolbar },
        tool(words.zoomIn, '+', () => {
          this.canvas.scale(1.4);
        }),
        tool(words.zoomOut, '−', () => {
          this.canvas.scale(1 / 1.4);
        }),
        tool(words.fit, words.fit, () => {
          this.canvas.release();
        }),
      ),
      this.progress,
    );
    const help = element('p', { class: 'spoken', id: 'help' }, words.canvasHelp);
    this.canvas.element.setAttribute('aria-describedby', 'help');
    const section = (name: string, label: string, ...parts: HTMLElement[]): HTMLElement =>
      element(
        'section',
        { class: name, 'aria-labelledby': `of-${name}` },
        element('h2', { id: `of-${name}` }, label),
        ...parts,
      );
    const side = element(
      'div',
      { class: 'side' },
      section('chosen', words.details, this.details),
      section(
        'tags-section',
        words.legend,
        ...legend(model, words, () => {
          this.filtered();
        }),
      ),
      section('papers', words.papers, this.status, this.list.element),
    );
    this.root.replaceChildren(
      toolbar,
      element('div', { class: 'picture' }, this.canvas.element, help),
      side,
      this.spoken,
    );
    // What had the focus has it again, if it is still there.
    if (focused instanceof HTMLElement && focused !== document.body && this.root.contains(focused))
      focused.focus();
  }

  private depths(): HTMLElement[] {
    const { depth, words, model } = this;
    const center = model?.center?.paper;
    if (depth === undefined || center === undefined) return [];
    const all = [...new Set([...DEPTHS.slice(0, -1), ...(depth > 0 ? [depth] : [])])].sort((a, b) => a - b);
    const options = [...all, 0].map((value) =>
      element('option', { value, selected: value === depth }, value === 0 ? words.all : `${value}`),
    );
    const choice = element('select', {}, ...options);
    choice.addEventListener('change', () => {
      this.door.around(center, Number(choice.value));
    });
    return [element('label', {}, `${words.depth} `, choice)];
  }

  private layOut(model: Model): void {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    let ended = false;
    let drawn = 0;
    const layout = new Layout(model, (share) => {
      // A big graph is drawn seldom while it moves, or drawing would take all the time.
      const due = performance.now() - drawn > 8 * this.canvas.picture.cost;
      if (share === 1 || (due && !still)) {
        this.canvas.moved();
        drawn = performance.now();
      }
      this.progress.hidden = share === 1;
      this.progress.textContent = this.words.layingOut(Math.floor(share * 100));
      if (share < 1 || ended) return;
      ended = true;
      this.root.dataset.state = 'ready';
      if (model.chosen !== undefined && model.filtered) this.canvas.reveal(model.chosen);
    });
    this.layout = layout;
    this.canvas.moved();
    layout.start();
  }

  private filtered(): void {
    const { model } = this;
    if (model === undefined) return;
    const some = model.passing.length;
    this.status.textContent = some === 0 ? this.words.none : this.words.shown(some, model.nodes.length);
    this.walk.forget();
    this.list.filter();
    this.canvas.picture.redraw();
  }

  private choose(node: Node | undefined, reveal: boolean): void {
    const { model, depth } = this;
    if (model === undefined) return;
    model.chosen = node;
    const ways: Ways = {
      choose: (other) => {
        this.choose(other, true);
        this.details.querySelector('button')?.focus();
      },
      open: (paper) => {
        this.door.open(paper);
      },
      around:
        depth === undefined || node === model.center
          ? undefined
          : (paper) => {
              this.door.around(paper, depth);
            },
    };
    this.details.replaceChildren(...details(node, this.words, ways));
    this.list.mark();
    if (node !== undefined && reveal) this.canvas.reveal(node);
    this.canvas.picture.redraw();
  }

  private key(event: KeyboardEvent, inPicture: boolean): void {
    const { model } = this;
    if (model === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS[event.key];
    if (direction !== undefined) {
      const isRow = direction === 'up' || direction === 'down';
      // In the list up and down are those of the list.
      if (!inPicture && isRow) this.walk.forget();
      const node = this.walk.step(model, direction);
      if (node === undefined) this.say(this.words.noMore);
      else this.chooseByKey(node, inPicture);
    } else if (event.key === 'Home' || event.key === 'End') {
      const node = model.passing.at(event.key === 'Home' ? 0 : -1);
      if (node !== undefined) this.chooseByKey(node, inPicture);
    } else if (event.key === 'Enter' && model.chosen !== undefined) this.door.open(model.chosen.paper);
    else if (event.key === '+' || event.key === '=') this.canvas.scale(1.4);
    else if (event.key === '-') this.canvas.scale(1 / 1.4);
    else if (event.key === '0') this.canvas.release();
    else return;
    event.preventDefault();
  }

  private chooseByKey(node: Node, inPicture: boolean): void {
    this.choose(node, true);
    // In the list the option itself is read.
    if (!inPicture) return;
    const { paper, to, from } = node;
    const counts = [this.words.refersTo(to.length), this.words.referredBy(from.length)];
    this.say([paper.number, titleOf(paper, this.words), paper.tag, ...counts].filter(Boolean).join(', '));
  }

  private say(text: string): void {
    this.spoken.textContent = text;
  }
}

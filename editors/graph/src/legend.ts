// The legend: what colours and shapes mean, and a filter.

import { button, element, sign } from './dom';
import type { Model } from './model';
import { SHAPES } from './palette';
import type { Words } from './words';

export function legend(model: Model, words: Words, changed: () => void): HTMLElement[] {
  const buttons = model.legend.map((tag) => {
    const name = tag.name ? `#${tag.name}` : words.others;
    const made = button(
      { 'aria-pressed': 'false' },
      () => {
        model.toggle(tag);
        update();
      },
      sign(tag.colour, SHAPES[tag.colour] ?? []),
      element('bdi', { class: 'name', title: name }, name),
      element('span', { class: 'count' }, `(${tag.count})`),
    );
    return { tag, made };
  });
  const clear = button(
    { class: 'clear' },
    () => {
      model.allTags();
      buttons[0]?.made.focus();
      update();
    },
    words.clear,
  );
  clear.hidden = true;
  function update(): void {
    for (const { tag, made } of buttons) made.setAttribute('aria-pressed', String(model.isWanted(tag)));
    clear.hidden = !model.legend.some((tag) => model.isWanted(tag));
    changed();
  }
  const items = buttons.map(({ made }) => element('li', {}, made));
  return [
    element('p', { class: 'faint' }, words.legendHelp),
    element('ul', { class: 'legend' }, ...items),
    clear,
    element('p', { class: 'faint' }, words.arrows),
  ];
}

// Everything that the page says, in both languages.

import type { Language } from './messages';

const english = {
  graph: 'Citation graph',
  canvasHelp:
    'Right arrow: to a paper that this one refers to. Left arrow: to one that refers to it. Up and down: the next of them. Enter: open. Plus, minus, zero: zoom.',
  canvas: (papers: number, references: number) =>
    `Citation graph of ${count(papers, 'paper')} with ${count(references, 'reference')}. The list beside it holds the same.`,
  empty: 'There are no papers to show.',
  emptyHelp: 'Papers appear here when the notes hold entries with an “Issue Date:” line.',
  waiting: 'Waiting for the graph …',
  search: 'Search title, number, author, tag',
  depth: 'References away',
  all: 'all',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show all',
  toolbar: 'Tools',
  legend: 'Tags',
  legendHelp: 'Press tags to see only their papers.',
  others: 'other or none',
  clear: 'Show all tags',
  papers: 'Papers',
  details: 'Chosen paper',
  nothingChosen: 'Point at a paper, or choose one in the list.',
  untitled: '(no title)',
  open: 'Open',
  around: 'Draw around this paper',
  refersTo: (n: number) => `Refers to (${n})`,
  referredBy: (n: number) => `Referred to by (${n})`,
  isCenter: 'centre',
  arrows: 'An arrow points at the paper that is referred to.',
  shown: (some: number, all: number) =>
    some === all ? count(all, 'paper') : `${some} of ${count(all, 'paper')}`,
  none: 'No paper matches.',
  layingOut: (percent: number) => `Laying out … ${percent} %`,
  noMore: 'No reference in that direction.',
};

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

export type Words = typeof english;

const japanese: Words = {
  graph: '引用グラフ',
  canvasHelp:
    '右矢印: 参照先の論文へ。左矢印: この論文を参照する論文へ。上下: その次へ。Enter: 開く。+、-、0: 拡大・縮小。',
  canvas: (papers, references) =>
    `論文 ${papers} 件、参照 ${references} 件の引用グラフ。横の一覧に同じ内容があります。`,
  empty: '表示する論文がありません。',
  emptyHelp: 'ノートに「Issue Date:」行のある項目があると、ここに表示されます。',
  waiting: 'グラフを待っています…',
  search: '題名・番号・著者・タグを検索',
  depth: '参照の段数',
  all: 'すべて',
  zoomIn: '拡大',
  zoomOut: '縮小',
  fit: '全体を表示',
  toolbar: 'ツール',
  legend: 'タグ',
  legendHelp: 'タグを選ぶと、そのどれかが付いた論文だけを表示します。',
  others: 'その他・なし',
  clear: 'すべてのタグを表示',
  papers: '論文',
  details: '選択中の論文',
  nothingChosen: '論文にポインターを合わせるか、一覧から選んでください。',
  untitled: '(題名なし)',
  open: '開く',
  around: 'この論文を中心に表示',
  refersTo: (n) => `参照先 (${n})`,
  referredBy: (n) => `参照元 (${n})`,
  isCenter: '中心',
  arrows: '矢印は参照先の論文を指します。',
  shown: (some, all) => (some === all ? `論文 ${all} 件` : `論文 ${all} 件中 ${some} 件`),
  none: '一致する論文がありません。',
  layingOut: (percent) => `配置中… ${percent} %`,
  noMore: 'その方向に参照はありません。',
};

export function words(language: Language): Words {
  return language === 'ja' ? japanese : english;
}

// Colours as they are drawn.

/** The colour of a piece of text in the editor, as `[r, g, b]`. */
export async function colourOf(editor, text) {
  return editor.evaluate((root, wanted) => {
    const spans = [...root.querySelectorAll(".view-line > span > span")];
    const span = spans.find((span) => span.textContent.replaceAll("\u00a0", " ").trim() === wanted);
    return span && getComputedStyle(span).color.match(/\d+/g).slice(0, 3).map(Number);
  }, text);
}

export async function background(editor) {
  return editor.evaluate((root) =>
    getComputedStyle(root.querySelector(".monaco-editor-background")).backgroundColor.match(/\d+/g).slice(0, 3).map(Number),
  );
}

/** The contrast of two colours, from 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. */
export function contrast(one, other) {
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

// One window of the editor, and what a person does in it. The class names are VS Code's own and may change with its
// version, which is why that is pinned.
import path from "node:path";
import fs from "node:fs";
import { lookAt, PATIENCE, until } from "./report.mjs";

export class Window {
  /** Opens a folder. */
  static async open({ browser, server }, folder, { locale = "en-US", size = { width: 1280, height: 800 } } = {}) {
    const window = new Window();
    const context = await browser.newContext({ viewport: size, locale });
    window.refused = [];
    await context.route(
      (url) => !["127.0.0.1", "localhost"].includes(url.hostname) && !url.hostname.endsWith(".localhost"),
      (route) => {
        window.refused.push(route.request().url());
        return route.abort();
      },
    );
    window.folder = folder;
    window.page = await context.newPage();
    lookAt(window.page);
    window.page.setDefaultTimeout(PATIENCE);
    await window.page.goto(`${server.address}/?folder=${encodeURIComponent(folder)}`);
    await window.page.locator(".monaco-workbench .explorer-folders-view").waitFor();
    return window;
  }

  get editor() {
    return this.page.locator(".editor-group-container.active .editor-instance .monaco-editor").first();
  }

  /** The lines that are drawn, with ordinary spaces. */
  async text() {
    const lines = await this.editor.locator(".view-line").evaluateAll((all) =>
      all.map((line) => [line.style.top, line.textContent]).sort((a, b) => parseInt(a[0]) - parseInt(b[0])),
    );
    return lines.map(([, text]) => text.replaceAll("\u00a0", " ")).join("\n");
  }

  /** Opens a file by its name, as Ctrl+P does. */
  async openFile(name) {
    await this.page.keyboard.press("Control+P");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor();
    await input.fill(name);
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: path.basename(name) }).first();
    await row.waitFor();
    await row.click();
    await this.hasOpened(name);
    await this.page.keyboard.press("Control+Home");
  }

  /** Waits until a file is shown and has the keyboard. */
  async hasOpened(name) {
    await this.page.locator(`.tab.active[data-resource-name="${path.basename(name)}"]`).waitFor();
    await this.editor.locator(".view-line").first().waitFor();
    await until("the editor has the keyboard", async () => (await this.editor.getAttribute("class")).includes("focused"));
  }

  /** What a list of lines shows, with ordinary spaces. */
  async lines(selector) {
    return (await this.page.locator(selector).first().innerText()).replaceAll("\u00a0", " ");
  }

  /** Runs a command by its title in the palette. */
  async command(title) {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input.input");
    await until("the palette is open", async () => (await input.inputValue()).startsWith(">"));
    await input.fill(`>${title}`);
    const row = this.page.locator(".quick-input-list .monaco-list-row").first();
    await until(`there is a command ${title}`, async () => (await row.innerText()).includes(title));
    await this.page.keyboard.press("Enter");
  }

  /** Puts the cursor at a line and a column, both from 1; without a column at the line's end. */
  async goTo(line, column) {
    await this.page.keyboard.press("Control+G");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor();
    await input.fill(`:${line}:${column ?? 1}`);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
    // VS Code counts full-width characters as two columns in the one place and as one in the other.
    await until("the cursor is there", async () => (await this.cursor())?.startsWith(`${line},`));
    if (column === undefined) {
      // Twice: where a line is wrapped, the first only goes to the end of what is seen of it.
      await this.page.keyboard.press("End");
      await this.page.keyboard.press("End");
    }
  }

  /** Where the cursor is: `line,column`. */
  async cursor() {
    const said = await this.page.locator("#status\\.editor\\.selection").innerText();
    return said.match(/\d+/g)?.slice(0, 2).join(",");
  }

  /** Saves what was changed, and waits until the file is as it is to be. */
  async save() {
    const changed = this.page.locator(".tab.active.dirty");
    // The tab says so a moment after the text is drawn; before that, it looks like one that was saved.
    await changed.waitFor();
    await this.page.keyboard.press("Control+S");
    await changed.waitFor({ state: "detached" });
  }

  read(name) {
    return fs.readFileSync(path.join(this.folder, name), "utf8");
  }

  /** What our status bar item says. */
  get status() {
    return this.page.locator(".statusbar-item[id$='paperNotes']");
  }

  /** Waits for the status bar item to say something. */
  async waitForStatus(pattern) {
    await until(`the status bar says ${pattern}`, async () => pattern.test(await this.status.innerText()));
  }

  /** Moves the mouse onto something, from above as a hand does, until what it brings up says something. */
  async hover(target, pattern) {
    const hover = this.page.locator(".monaco-hover:visible");
    await until(`the hover says ${pattern}`, async () => {
      // What is drawn above it may have moved it meanwhile.
      const box = await target.boundingBox();
      await this.page.mouse.move(box.x + 8, box.y - 60);
      await this.page.mouse.move(box.x + 8, box.y + box.height / 2, { steps: 4 });
      await hover.filter({ hasText: pattern }).first().waitFor({ timeout: 10_000 });
      return true;
    });
    return hover.filter({ hasText: pattern }).first();
  }

  get messages() {
    return this.page.locator(".notifications-toasts .notification-list-item");
  }

  /** The language that the status bar says the page has. */
  get language() {
    return this.page.locator("#status\\.editor\\.mode").innerText();
  }

  /** The address of the picture of the welcome page's step that is open. VS Code names it for screens, not as `src`. */
  async stepPicture() {
    return decodeURIComponent(await this.page.locator(".getting-started-media img").last().getAttribute("srcset"));
  }

  /** The rectangle around something, with a margin, for a picture. */
  async around(locator, { left = 20, top = 20, right = 20, bottom = 20 } = {}) {
    const { x, y, width, height } = await locator.boundingBox();
    return { x: Math.max(0, x - left), y: Math.max(0, y - top), width: width + left + right, height: height + top + bottom };
  }

  close() {
    return this.page.context().close();
  }
}

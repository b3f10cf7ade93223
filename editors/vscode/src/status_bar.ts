// The item in the status bar: how many entries there are, what was found, what the server is doing.
import * as vscode from "vscode";
import type { Counts } from "./counts";

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("paperNotes", vscode.StatusBarAlignment.Left);
  private counts: Counts | undefined;
  private reading: number | undefined;

  constructor() {
    this.item.name = vscode.l10n.t("Paper Notes");
  }

  dispose(): void {
    this.item.dispose();
  }

  /** The server is being started. */
  starting(): void {
    this.counts = undefined;
    this.reading = undefined;
    this.show("$(sync~spin)", vscode.l10n.t("starting"), vscode.l10n.t("The server is starting."));
  }

  /** The server runs; what there is it will tell. */
  started(): void {
    this.draw();
  }

  /** There is no server, for this reason. */
  failed(reason: string): void {
    this.show("$(error)", vscode.l10n.t("stopped"), reason, "paperNotes.restartServer");
    this.item.backgroundColor = new vscode.ThemeColor("statusBarItem.errorBackground");
  }

  /** The person wants none. */
  hide(): void {
    this.item.hide();
  }

  /** How much there is. */
  counted(counts: Counts): void {
    this.counts = counts;
    this.draw();
  }

  /** How far the reading of the notes is, in percent; nothing when it is over. */
  progress(percent: number | undefined): void {
    this.reading = percent;
    this.draw();
  }

  private draw(): void {
    if (this.reading !== undefined) {
      const text = vscode.l10n.t("reading, {0} %", this.reading);
      this.show("$(sync~spin)", text, vscode.l10n.t("The notes are being read."));
      return;
    }
    if (this.counts === undefined) {
      this.show("$(sync~spin)", vscode.l10n.t("reading"), vscode.l10n.t("The notes are being read."));
      return;
    }
    const { entries, papers, findings } = this.counts;
    if (entries === 0) {
      const why = vscode.l10n.t("No entry was found. An entry is what has a line like “Issue Date: 2025-08-02”.");
      this.show("$(notebook)", vscode.l10n.t("no entries"), why, "paperNotes.openWelcome");
      return;
    }
    const all = Object.values(findings).reduce((sum, count) => sum + count, 0);
    const noted = entries === 1 ? vscode.l10n.t("1 entry") : vscode.l10n.t("{0} entries", entries);
    const found = all === 1 ? vscode.l10n.t("1 finding") : vscode.l10n.t("{0} findings", all);
    const lines = [
      vscode.l10n.t("{0} entries of {1} papers", entries, papers),
      vscode.l10n.t(
        "{0} errors, {1} warnings, {2} information, {3} hints",
        findings.error,
        findings.warning,
        findings.information,
        findings.hint,
      ),
    ];
    const tooltip = new vscode.MarkdownString(`${lines.join("  \n")}\n\n${this.links()}`);
    tooltip.isTrusted = { enabledCommands: ["paperNotes.goToNumber", "paperNotes.restartServer", "paperNotes.showLog"] };
    this.show("$(notebook)", all === 0 ? noted : `${noted} · ${found}`, tooltip, "workbench.actions.view.problems");
  }

  private links(): string {
    const links = [
      [vscode.l10n.t("Go to number"), "paperNotes.goToNumber"],
      [vscode.l10n.t("Restart server"), "paperNotes.restartServer"],
      [vscode.l10n.t("Show log"), "paperNotes.showLog"],
    ];
    return links.map(([title, command]) => `[${title ?? ""}](command:${command ?? ""})`).join(" · ");
  }

  private show(icon: string, text: string, tooltip: string | vscode.MarkdownString, command?: string): void {
    this.item.text = `${icon} ${text}`;
    this.item.tooltip = tooltip;
    this.item.command = command;
    this.item.backgroundColor = undefined;
    this.item.accessibilityInformation = { label: `${vscode.l10n.t("Paper Notes")}: ${text}`, role: "button" };
    this.item.show();
  }
}

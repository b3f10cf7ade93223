// What goes wrong with the server, and the one message that each of it is: what happened, and buttons that help.
import * as vscode from "vscode";

/** Something that went wrong. */
export type Problem =
  | { readonly kind: "missing"; readonly name: string; readonly bySetting: boolean }
  | { readonly kind: "dead"; readonly program: string; readonly reason: string; readonly bySetting: boolean }
  | { readonly kind: "crashes"; readonly times: number }
  | { readonly kind: "version"; readonly server: string; readonly extension: string; readonly bySetting: boolean };

/** What a problem says. */
export function describe(problem: Problem): string {
  switch (problem.kind) {
    case "missing":
      return problem.bySetting
        ? vscode.l10n.t("Paper Notes: the server “{0}”, which the settings name, is not there or cannot be run.", problem.name)
        : vscode.l10n.t("Paper Notes: the server {0} is not installed. This extension does not bring it, and it is not on PATH.", problem.name);
    case "dead":
      return vscode.l10n.t("Paper Notes: “{0}” does not work as a server: {1}", problem.program, problem.reason);
    case "crashes":
      return vscode.l10n.t("Paper Notes: the server has ended {0} times in a short time and is not started again.", problem.times);
    case "version":
      return vscode.l10n.t(
        "Paper Notes: the server is version {0}, this extension {1}. Some things may not work until both are the same.",
        problem.server,
        problem.extension,
      );
  }
}

/** Tells the person, and does what they choose. */
export async function report(problem: Problem, log: vscode.LogOutputChannel): Promise<void> {
  const setting = { title: vscode.l10n.t("Open Setting"), command: "paperNotes.openServerSetting", argument: undefined };
  const help = { title: vscode.l10n.t("How to Install"), command: "paperNotes.openWelcome", argument: "server" };
  const restart = { title: vscode.l10n.t("Restart Server"), command: "paperNotes.restartServer", argument: undefined };
  const show = { title: vscode.l10n.t("Show Log"), command: "paperNotes.showLog", argument: undefined };
  const buttons = {
    missing: [help, setting],
    dead: [show, setting],
    crashes: [restart, show],
    version: [help, setting],
  }[problem.kind];
  const message = describe(problem);
  log.error(message);
  const chosen =
    problem.kind === "version"
      ? await vscode.window.showWarningMessage(message, ...buttons)
      : await vscode.window.showErrorMessage(message, ...buttons);
  if (chosen !== undefined) {
    await vscode.commands.executeCommand(chosen.command, chosen.argument);
  }
}

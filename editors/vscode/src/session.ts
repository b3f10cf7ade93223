// The life of the server: started once, started again when it ends by itself, but not for ever, and stopped with
// the window. Each failure is said once.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { makeClient, noColours } from "./client";
import { describe, type Problem, report } from "./problems";
import { findServer } from "./server_program";
import { SECTION, serverPath } from "./settings";
import type { StatusBar } from "./status_bar";

/** A server that ends this often within this time is not started again. */
const CRASHES = 3;
const CRASH_WINDOW_MS = 3 * 60_000;

/** A program that has not answered by then is no server. */
const START_TIMEOUT_MS = 30_000;

export class Session implements vscode.Disposable {
  readonly log: vscode.LogOutputChannel;
  private client: LanguageClient | undefined;
  /** Whether a server runs, is being started, or was and failed: then only the person starts it. */
  private state: "idle" | "starting" | "running" | "failed" = "idle";
  private ended: number[] = [];
  private colours: vscode.Disposable | undefined;
  private readonly subscriptions: vscode.Disposable[] = [];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly status: StatusBar,
  ) {
    this.log = vscode.window.createOutputChannel("Paper Notes", { log: true });
    this.subscriptions.push(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${SECTION}.server`) && this.state !== "idle") {
          void this.restart();
        }
      }),
    );
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.colours?.dispose();
    this.log.dispose();
  }

  /** The server, where it runs. */
  get running(): LanguageClient | undefined {
    return this.state === "running" ? this.client : undefined;
  }

  /** Starts the server, unless it runs or has failed. */
  async start(): Promise<void> {
    if (this.state !== "idle") {
      return;
    }
    this.state = "starting";
    this.status.starting();
    const found = findServer(serverPath(), this.context.extensionPath);
    if ("missing" in found) {
      this.fail({ kind: "missing", name: found.missing, bySetting: found.bySetting });
      return;
    }
    const { program, bySetting } = found;
    this.log.info(`starting ${program}`);
    const run: { over: boolean } = { over: false };
    const client = makeClient(program, this.log, this.status, () => {
      run.over = true;
      // In the middle of the client's own cleaning up.
      setTimeout(() => {
        this.hasEnded(client);
      }, 0);
    });
    this.client = client;
    try {
      await inTime(client.start());
    } catch (error) {
      if (this.client === client && client.initializeResult !== undefined) {
        // It has answered, so it is a server, and has ended since.
        this.state = "running";
        this.hasEnded(client);
        return;
      }
      if (this.client === client) {
        this.client = undefined;
        this.fail({ kind: "dead", program, reason: reasonOf(error), bySetting });
      }
      await dispose(client);
      return;
    }
    // A restart may have come in between; this state is then another's.
    if (this.client !== client) {
      await dispose(client);
      return;
    }
    this.state = "running";
    if (run.over) {
      this.hasEnded(client);
      return;
    }
    this.status.started();
    this.colours ??= noColours();
    tellMenus(true);
    const server = client.initializeResult?.serverInfo?.version ?? "?";
    const extension = (this.context.extension.packageJSON as { version: string }).version;
    this.log.info(`the server is version ${server}`);
    if (server !== extension) {
      await report({ kind: "version", server, extension, bySetting }, this.log);
    }
  }

  /** Starts the server anew, because the person says so. */
  async restart(): Promise<void> {
    this.ended = [];
    await this.stop();
    await this.start();
  }

  /** Ends the server. */
  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.state = "idle";
    this.status.hide();
    tellMenus(false);
    if (client) {
      await dispose(client);
    }
  }

  /** The server ended by itself. While it starts, whoever starts it hears of that. */
  private hasEnded(client: LanguageClient): void {
    if (this.client !== client || this.state !== "running") {
      return;
    }
    this.client = undefined;
    this.state = "idle";
    void dispose(client);
    const now = Date.now();
    this.ended = [...this.ended.filter((time) => now - time < CRASH_WINDOW_MS), now];
    if (this.ended.length < CRASHES) {
      this.log.warn("the server has ended and is started again");
      void this.start();
      return;
    }
    this.fail({ kind: "crashes", times: this.ended.length });
  }

  private fail(problem: Problem): void {
    this.state = "failed";
    this.status.failed(describe(problem));
    tellMenus(false);
    void report(problem, this.log);
  }
}

/** Some commands are there only while a server runs. When the window closes nobody hears that any more. */
function tellMenus(running: boolean): void {
  vscode.commands.executeCommand("setContext", `${SECTION}.running`, running).then(undefined, () => undefined);
}

async function inTime(started: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(vscode.l10n.t("it did not answer within {0} seconds", START_TIMEOUT_MS / 1000)));
    }, START_TIMEOUT_MS);
  });
  try {
    await Promise.race([started, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the client says where the program ends at once is of no help to anybody. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return /disposed|closed|EPIPE|destroyed/i.test(said) ? vscode.l10n.t("it ended at once") : said;
}

/** The end of a client must not fail for the server having gone before. */
async function dispose(client: LanguageClient): Promise<void> {
  try {
    await client.dispose(2000);
  } catch {
    // It has ended.
  }
}

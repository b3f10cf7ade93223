// Checks and scenarios. A check that fails is named, and the scenario goes on; a wait in vain ends its scenario.
import fs from "node:fs";
import path from "node:path";
import { PICTURES, SHOTS } from "./places.mjs";

/** The most that anything may take, in milliseconds. A slow machine under load is no failure. */
export const PATIENCE = Number(process.env.PATIENCE ?? 90_000);

let passed = 0;
let failed = 0;
let pictures = false;
let current = "";
/** The page that a scenario looked at last: its picture tells most about what went wrong. */
let looking;

export const passes = () => passed;
export const failures = () => failed;

export function takePictures(wanted) {
  pictures = wanted;
}

/** Draws the extension's icon, where pictures are wanted: a page with a bullet that points at another. */
export async function drawIcon(browser) {
  if (!pictures) {
    return;
  }
  const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
  await page.setContent(`<style>body { margin: 0 }</style>
    <svg width="128" height="128" viewBox="0 0 128 128" fill="none" stroke="#fff" stroke-width="8" stroke-linecap="round">
      <rect width="128" height="128" rx="24" fill="#1d5fbf" stroke="none"/>
      <path d="M58 36h38M58 64h26M58 92h38"/>
      <circle cx="36" cy="36" r="7" fill="#fff" stroke="none"/>
      <circle cx="36" cy="92" r="7" fill="#fff" stroke="none"/>
      <path d="M36 36v56" stroke-width="5"/>
    </svg>`);
  await page.screenshot({ path: path.join(PICTURES, "icon.png"), omitBackground: true });
  await page.close();
}

/** One check. `got` is printed where it fails. */
export function check(what, holds, got) {
  if (holds) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`FAIL ${current}: ${what}${got === undefined ? "" : `\n     got ${JSON.stringify(got)}`}`);
  }
}

/** A check of what is drawn, which may come a moment after what it belongs to. What never comes fails, and the scenario goes on. */
export async function becomes(what, look) {
  try {
    await until(what, look);
  } catch (error) {
    check(what, false, error.message);
  }
}

/** Waits until `look` returns something true, and returns it. */
export async function until(what, look, patience = PATIENCE) {
  const deadline = Date.now() + patience;
  let last;
  for (;;) {
    try {
      last = await look();
      if (last) {
        passed += 1;
        return last;
      }
    } catch (error) {
      last = String(error);
    }
    if (Date.now() > deadline) {
      throw new Error(`waited in vain until ${what}; last ${JSON.stringify(last)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function scenario(name, run) {
  current = name;
  looking = undefined;
  const started = Date.now();
  try {
    await run();
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${error.stack ?? error}`);
    await looking?.screenshot({ path: path.join(SHOTS, `${name}-failure.png`) }).catch(() => undefined);
  }
  await looking?.context().close().catch(() => undefined);
  console.log(`     ${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

export function lookAt(page) {
  looking = page;
}

/** Keeps what is seen now, to be looked at by people. */
export async function shot(page, name) {
  await page.screenshot({ path: path.join(SHOTS, `${current}-${name}.png`) });
}

/** Makes a picture of the README, where pictures are wanted. */
export async function picture(page, name, clip) {
  if (pictures) {
    fs.mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: path.join(PICTURES, `${name}.png`), clip });
  }
}

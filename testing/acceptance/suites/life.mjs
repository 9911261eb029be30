// The life of a Worker after its first deploy, in the words of wrangler: versions, shares, rollback, secrets, tail, routes, deletion.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ask } from "../../kit/client.mjs";
import { stop, until } from "../../kit/processes.mjs";
import { equal, truth } from "../checks.mjs";
import { checkout } from "../wrangler.mjs";

const source = (marker) => `export default { fetch(request, env) {
  console.log("answering", "${marker}");
  if (new URL(request.url).pathname === "/boom") throw new Error("boom of ${marker}");
  return Response.json({ marker: "${marker}", A: env.A ?? null, B: env.B ?? null, C: env.C ?? null });
} };\n`;

export async function life(node, wrangler, checks) {
  const name = `life-${wrangler.which.includes("newest") ? "new" : "old"}`;
  const folder = checkout("hello");
  const tour = {
    node, wrangler, checks, name, folder, ids: {},
    write(marker, more = {}) {
      writeFileSync(join(folder, "src/index.js"), source(marker));
      writeFileSync(join(folder, "wrangler.jsonc"), JSON.stringify({ name, main: "src/index.js", compatibility_date: "2026-04-01", ...more }));
    },
    w: (...args) => wrangler.must(folder, ...args),
    served: async () => (await node.ask(name)).json(),
  };
  await checks.that("whoami names the account", async () => truth((await tour.w("whoami")).includes(node.env.CLOUDFLARE_ACCOUNT_ID), "the account id is not in it"));
  await deploying(tour);
  await versioning(tour);
  await tailing(tour);
  await triggering(tour);
  await checks.that("delete", async () => {
    await tour.w("delete", "--force");
    equal((await node.api.call("GET", node.api.scripts(`/${name}/settings`))).status, 404);
    equal((await node.ask(name)).status, 404);
  });
}

async function deploying({ folder, checks, w, write, served, ids }) {
  await checks.that("deploy, twice", async () => {
    for (const marker of ["one", "two"]) {
      write(marker);
      ids[marker] = /Current Version ID: ([0-9a-f-]{36})/.exec(await w("deploy"))[1];
      equal((await served()).marker, marker);
    }
  });
  await checks.that("secret put, list, delete, bulk", async () => {
    await w("secret", "put", "A", { input: "alpha" });
    equal((await served()).A, "alpha");
    truth((await w("secret", "list")).includes(`"A"`), "A is not listed");
    writeFileSync(join(folder, "bulk.json"), JSON.stringify({ B: "beta", C: "gamma" }));
    await w("secret", "bulk", "bulk.json");
    equal(await served(), { marker: "two", A: "alpha", B: "beta", C: "gamma" });
    await w("secret", "delete", "A", { input: "y\n" });
    equal((await served()).A, null);
  });
  await checks.that("secrets survive a deploy", async () => {
    write("three");
    ids.three = /Current Version ID: ([0-9a-f-]{36})/.exec(await w("deploy"))[1];
    equal(await served(), { marker: "three", A: null, B: "beta", C: "gamma" });
  });
}

async function versioning({ checks, w, write, served, ids }) {
  await checks.that("versions upload does not deploy", async () => {
    write("four");
    ids.four = /Version ID: ([0-9a-f-]{36})/.exec(await w("versions", "upload", "--message", "the fourth", "--tag", "v4"))[1];
    equal((await served()).marker, "three");
    truth((await w("versions", "list")).includes(ids.four), "it is not listed");
    truth((await w("versions", "view", ids.four)).includes(ids.four), "it cannot be viewed");
  });
  await checks.that("versions deploy at 25 and 75 percent keeps its shares", async () => {
    await w("versions", "deploy", `${ids.three}@75%`, `${ids.four}@25%`, "-y");
    const seen = { three: 0, four: 0 };
    for (let i = 0; i < 600; i++) seen[(await served()).marker]++;
    truth(seen.four > 90 && seen.four < 210, `600 requests went ${JSON.stringify(seen)}`);
    truth((await w("deployments", "status")).includes(ids.four), "deployments status does not name it");
  });
  await checks.that("rollback", async () => {
    await w("versions", "deploy", `${ids.four}@100%`, "-y");
    equal((await served()).marker, "four");
    await w("rollback", ids.three, "-y", "--message", "back");
    equal((await served()).marker, "three");
    truth((await w("deployments", "list")).includes(ids.three), "deployments list does not name it");
  });
  await checks.that("versions secret put makes a version and deploys nothing", async () => {
    await w("versions", "secret", "put", "A", { input: "later" });
    equal((await served()).A, null);
  });
}

async function triggering({ node, name, checks, w, write }) {
  await checks.that("routes and custom domains", async () => {
    write("routed", { routes: [{ pattern: `${name}.example.test/shop/*`, zone_name: "example.test" }, { pattern: `own-${name}.example.test`, custom_domain: true }] });
    await w("deploy");
    const at = (host, path) => ask(node.http, { host, path });
    equal((await at(`${name}.example.test`, "/shop/x")).json().marker, "routed");
    equal((await at(`own-${name}.example.test`, "/any")).json().marker, "routed");
    truth((await at(`${name}.example.test`, "/elsewhere")).status >= 400, "a path outside the route was served");
    truth((await at(`nobody.example.test`, "/")).status >= 400, "an unknown host was served");
  });
  await checks.that("crons are stored and replaced", async () => {
    write("timed", { triggers: { crons: ["*/5 * * * *", "0 3 * * 1"] } });
    await w("deploy");
    const crons = async () => (await node.api.result("GET", node.api.scripts(`/${name}/schedules`))).schedules.map((s) => s.cron).toSorted();
    equal(await crons(), ["*/5 * * * *", "0 3 * * 1"]);
    write("timed", { triggers: { crons: [] } });
    await w("deploy");
    equal(await crons(), []);
  });
}

async function tailing({ node, wrangler, folder, name, checks }) {
  await checks.that("wrangler tail --format json shows requests, logs and exceptions", async () => {
    const tail = wrangler.stay(folder, ["tail", name, "--format", "json"]);
    try {
      await until("a tail event", async () => {
        await node.ask(name, "/seen?x=1", { headers: { "user-agent": "tailed" } });
        return tail.output().includes("/seen");
      }, { within: 20000, every: 300 });
      const answer = await node.ask(name, "/boom");
      truth(answer.status === 500 && answer.text.includes("1101"), `the exception answered ${answer.status}`);
      const output = await until("the exception", () => tail.output().includes("boom of") && tail.output(), { within: 8000, every: 100 });
      for (const part of [`"answering"`, `"outcome": "ok"`, `"outcome": "exception"`, `"scriptName": "${name}"`]) truth(output.includes(part), `${part} is not in ${output.slice(0, 600)}`);
      await sleep(11000); // wrangler pings every ten seconds and gives up without its pong
      await node.ask(name, "/later");
      await until("an event after its ping", () => tail.output().includes("/later"), { within: 5000, every: 100 });
    } finally {
      await stop(tail.child, 4000);
    }
  });
}

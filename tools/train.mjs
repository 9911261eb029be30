// The training run: one short life of a node and its engine, recorded by both JVMs (JEP 514) as they exit.
// usage: node train.mjs JAVA DIST OUTPUT
import { existsSync, statSync } from "node:fs";
import { HELLO, askWorker, deploy, startNode, stopNode } from "./trial.mjs";

const [java, dist, output] = process.argv.slice(2);
const program = [`@${dist}/node.args`, "dev.selvedge.node.Main"];
const node = await startNode([java, `-XX:AOTCacheOutput=${output}/node.aot`, ...program], {
  verbs: [java, ...program],
  environment: { SELVEDGE_TRAIN: output },
});
try {
  await deploy(node, "hello", HELLO);
  for (let round = 0; round < 40; round++) {
    for (const request of [{}, { path: "/json" }, { path: "/stream" }, { method: "POST", path: "/echo", body: "echo" }]) {
      const answer = await askWorker(node, "hello", request);
      if (answer.status !== 200) throw new Error(`${request.path ?? "/"} answered ${answer.status}`);
    }
  }
} finally {
  await stopNode(node, 90);
}

// The engine makes its cache after the node is gone, in a process of its own; it is whole when it stops growing.
const cache = `${output}/engine.aot`;
const size = () => (existsSync(cache) ? statSync(cache).size : 0);
for (let waited = 0, last = -1; last !== size() || last <= 0; waited++) {
  if (waited > 60) throw new Error("the engine left no class cache");
  last = size();
  await new Promise((wake) => setTimeout(wake, 1000));
}

// The training run: one short life of a node and its engine. Both JVMs record what they load (JEP 514): the node leaves its
// cache, each engine a recording from which one can be made.
// usage: node train.mjs JAVA DIST OUTPUT
import { HELLO, askWorker, deploy, startNode, stopNode } from "./trial.mjs";

const [java, dist, output] = process.argv.slice(2);
const program = [`@${dist}/node.args`, "dev.selvedge.node.Main"];
const node = await startNode([java, `-XX:AOTCacheOutput=${output}/node.aot`, ...program], {
  verbs: [java, ...program],
  environment: { SELVEDGE_TRAIN: output },
});
try {
  await deploy(node, "hello", HELLO);
  // What the answers say is the tests' business; here they only have to pass through the code.
  for (let round = 0; round < 40; round++) {
    for (const request of [{}, { path: "/json" }, { path: "/stream" }, { method: "POST", path: "/echo", body: "echo" }]) {
      await askWorker(node, "hello", request);
    }
  }
} finally {
  await stopNode(node, 90);
}

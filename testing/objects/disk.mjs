// A disk that fills up in the midst of the work: callers get errors, nothing acknowledged is lost, and once there is room
// again the work goes on. The disk is a small file system in memory, which only root may mount.
import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../kit/paths.mjs";

const megabytes = 256;

/** A folder on a disk of its own, or nothing where that is not allowed. */
export function smallDisk() {
  const folder = join(scratch("disk"), "data");
  try {
    execFileSync("mkdir", [folder]);
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  // Before the folder around it is taken away.
  process.prependListener("exit", () => execFileSync("umount", ["-l", folder], { stdio: "ignore" }));
  return new SmallDisk(folder);
}

class SmallDisk {
  constructor(folder) {
    this.folder = folder;
    this.ballast = join(folder, "ballast");
  }

  /** Writes until nothing fits any more. */
  fill() {
    const file = openSync(this.ballast, "w");
    for (let size = 1 << 20; size >= 1; ) {
      try {
        writeSync(file, Buffer.alloc(size));
      } catch (e) {
        if (e.code !== "ENOSPC") throw e;
        size >>= 1;
      }
    }
    closeSync(file);
  }

  empty() {
    rmSync(this.ballast);
  }
}

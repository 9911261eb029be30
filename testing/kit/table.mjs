// Plain tables for people; the same rows go out as JSON for machines.
export const median = (values) => quantile(values, 0.5);

export function quantile(values, q) {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

export function round(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return value ?? "–";
  const size = Math.abs(value);
  return size >= 100 ? Math.round(value) : size >= 10 ? +value.toFixed(1) : +value.toFixed(2);
}

export function table(head, rows) {
  const cells = [head, ...rows.map((row) => row.map((cell) => String(round(cell))))];
  const widths = head.map((_, i) => Math.max(...cells.map((row) => (row[i] ?? "").length)));
  const line = (row) => `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const rule = `| ${widths.map((w, i) => (i === 0 ? "-".repeat(w) : `${"-".repeat(Math.max(1, w - 1))}:`)).join(" | ")} |`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join("\n");
}

/** `--name value` and `--name` into an object; an option nobody knows is an error that lists those there are. */
export function options(defaults, args = process.argv.slice(2)) {
  const found = { ...defaults };
  for (let i = 0; i < args.length; i++) {
    const name = args[i].replace(/^--/, "");
    if (!args[i].startsWith("--") || !(name in defaults)) {
      console.error(`unknown option ${args[i]}; there are: ${Object.keys(defaults).map((n) => `--${n}`).join(" ")}`);
      process.exit(2);
    }
    const kind = typeof defaults[name];
    found[name] = kind === "boolean" ? true : kind === "number" ? Number(args[++i]) : args[++i];
  }
  return found;
}

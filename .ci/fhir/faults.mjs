// The classes of error that the validation must find: each seeds one fault into
// a valid resource or bundle, and says whether it could. If a class is caught
// nowhere, the validation is worth nothing for it.

const copy = (v) => JSON.parse(JSON.stringify(v));

// resources lists the resources of a bundle, or the resource itself.
const resources = (top) => (top.resourceType === 'Bundle' ? (top.entry ?? []).map((e) => e.resource).filter(Boolean) : [top]);

// on seeds a fault into the first resource of a type for which change is true.
const on = (types, change) => (top) => resources(top).some((r) => (!types || types.includes(r.resourceType)) && change(r) !== false);

const withKey = (test, change) => on(null, (r) => {
  const key = Object.keys(r).find((k) => test(r[k], k));
  return key === undefined ? false : change(r, key);
});

const nhs = 'https://fhir.nhs.uk/Id/nhs-number';
const numbers = (r) => (r.identifier ?? []).filter((i) => i.system === nhs);
const ukCore = (r) => r.meta?.profile?.some((p) => p.includes('UKCore-Patient'));

// classes: name, how to seed, and whether the UK Core snapshots are needed.
export const classes = [
  { name: 'unknown property', seed: on(null, (r) => { r.bogus = true; }) },
  { name: 'unknown resource type', seed: on(null, (r) => { r.resourceType = 'Referral'; }) },
  { name: 'code outside a required binding', seed: on(['Task', 'ServiceRequest'], (r) => { r.status = 'waiting'; }) },
  { name: 'coding outside a required binding', seed: on(['Condition'], (r) => (r.clinicalStatus ? void (r.clinicalStatus = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'open' }] }) : false)) },
  { name: 'missing required element', seed: on(['Task', 'ServiceRequest'], (r) => { delete r.intent; }) },
  { name: 'missing subject', seed: on(['ServiceRequest', 'CarePlan', 'Goal', 'Condition'], (r) => { delete r.subject; }) },
  { name: 'object where a list belongs', seed: withKey((v) => Array.isArray(v) && typeof v[0] === 'object', (r, k) => { r[k] = r[k][0]; }) },
  { name: 'list where an object belongs', seed: withKey((v, k) => v && typeof v === 'object' && !Array.isArray(v) && !['text', 'meta'].includes(k), (r, k) => { r[k] = [r[k]]; }) },
  { name: 'date of another format', seed: withKey((v, k) => ['authoredOn', 'birthDate', 'dateTime', 'recordedDate'].includes(k), (r, k) => { r[k] = '31/12/2025'; }) },
  { name: 'local time without offset', seed: withKey((v, k) => ['authoredOn', 'lastModified', 'dateTime', 'sent'].includes(k) && v.length > 10, (r, k) => { r[k] = '2026-03-02T09:00:00'; }) },
  { name: 'reference to a wrong type', seed: (top) => wrongType(top) },
  { name: 'reference that is no address', seed: withKey((v, k) => ['subject', 'for', 'patient'].includes(k) && v?.reference, (r, k) => { r[k].reference = '1234'; }) },
  { name: 'urn that no entry has', seed: (top) => top.resourceType === 'Bundle' && withKey((v, k) => ['subject', 'for', 'patient'].includes(k) && v?.reference?.startsWith('urn:'), (r, k) => { r[k].reference = 'urn:uuid:99999999-0000-4000-8000-000000000000'; })(top) },
  { name: 'fullUrl twice', seed: (top) => (top.entry?.length > 1 && top.entry[0].fullUrl ? ((top.entry[1].fullUrl = top.entry[0].fullUrl), true) : false) },
  { name: 'requester that may be none: a HealthcareService', seed: (top) => point(top, ['Task'], 'requester', 'HealthcareService') },
  { name: 'consent actor that may be none: a HealthcareService', seed: on(['Consent'], (r) => (r.provision?.actor?.length ? void (r.provision.actor[0].reference = { reference: 'HealthcareService/1' }) : false)) },
  { name: 'two values of one choice', seed: on(['Observation'], (r) => { r.valueBoolean = true; r.valueString = 'yes'; }) },
  { name: 'number as text', seed: on(['Observation'], (r) => (r.valueQuantity ? void (r.valueQuantity.value = String(r.valueQuantity.value)) : r.valueInteger !== undefined ? void (r.valueInteger = String(r.valueInteger)) : false)) },
  { name: 'empty list', seed: on(null, (r) => { r.extension = []; }) },
  { name: 'empty string', seed: on(null, (r) => { r.language = ''; }) },
  { name: 'empty object', seed: on(null, (r) => { r.meta = {}; }) },
  { name: 'null', seed: on(null, (r) => { r.language = null; }) },
  { name: 'id of another syntax', seed: on(null, (r) => { r.id = 'a b'; }) },
  { name: 'invariant: changed before it was written (inv-1)', seed: on(['Task'], (r) => (r.authoredOn && r.lastModified ? void (r.lastModified = '1999-01-01T00:00:00Z') : false)) },
  { name: 'invariant: consent without policy (ppc-1)', seed: on(['Consent'], (r) => { delete r.policy; delete r.policyRule; }) },
  { name: 'invariant: value and reason for its absence (obs-6)', seed: on(['Observation'], (r) => (Object.keys(r).some((k) => /^value[A-Z]/.test(k)) ? void (r.dataAbsentReason = { text: 'asked' }) : false)) },
  { name: 'profile: two NHS numbers', uk: true, seed: on(['Patient'], (r) => (ukCore(r) && numbers(r).length ? void r.identifier.push(copy(numbers(r)[0])) : false)) },
  { name: 'profile: NHS number without a value', uk: true, seed: on(['Patient'], (r) => (ukCore(r) && numbers(r).length ? void delete numbers(r)[0].value : false)) },
];

function wrongType(top) {
  return point(top, ['ServiceRequest', 'CarePlan', 'Condition', 'Consent', 'Flag'], top.resourceType === 'Consent' ? 'patient' : 'subject', 'Medication') ||
    point(top, ['Consent'], 'patient', 'Medication');
}

function point(top, types, key, type) {
  return on(types, (r) => (r[key] ? void (r[key] = { reference: `${type}/1` }) : false))(top);
}

// seedAll seeds each class into the first `most` of the valid ones that can
// hold it, and gives per class how many were seeded and how many were caught.
export function seedAll(valid, validator, { uk, most }) {
  return classes.filter((c) => uk || !c.uk).map((c) => {
    let seeded = 0, caught = 0;
    for (const resource of valid) {
      if (seeded === most) break;
      const changed = copy(resource);
      if (!c.seed(changed)) continue;
      seeded++;
      if (validator.check(changed).length) caught++;
    }
    return { name: c.name, seeded, caught };
  });
}

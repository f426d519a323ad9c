import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'playwright/test';
import type { FleetEvidence, FleetSketch, SketchPrivacy } from '../../src/core/fleet/sketch.js';
import schema from '../../src/fleet/sketch.schema.json' with { type: 'json' };
import { SmallFleet } from '../support/fleetSketches.js';

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false });
ajv.addSchema(schema);
const isSketch = ajv.getSchema(schema.$id)!;
const isBatch = ajv.getSchema(`${schema.$id}#/$defs/batch`)!;

// The compiler sees that these are all fields of the types, and no others.
type Fields<Type> = { readonly [Key in keyof Required<Type>]: true };

const sketchFields: Fields<FleetSketch> = {
  schemaVersion: true,
  sketchId: true,
  referenceId: true,
  device: true,
  period: true,
  periodMs: true,
  sequence: true,
  id: true,
  count: true,
  sums: true,
  states: true,
  state: true,
  evidence: true,
  app: true,
  release: true,
  labels: true,
  privacy: true,
  libraryVersion: true,
};
const evidenceFields: Fields<FleetEvidence> = { value: true, samples: true };
const privacyFields: Fields<SketchPrivacy> = { epsilon: true, delta: true };

const names = (fields: object): string[] => Object.keys(fields).sort();

test('schema and types have the same fields, all of them required', () => {
  const { properties } = schema;
  expect(names(properties)).toEqual(names(sketchFields));
  expect([...schema.required].sort()).toEqual(names(sketchFields));
  expect(names(properties.evidence.anyOf[0]!.properties!)).toEqual(names(evidenceFields));
  expect(names(properties.privacy.anyOf[0]!.properties!)).toEqual(names(privacyFields));
});

test('sketches with all that may be in them are valid, alone and in a batch', async () => {
  const fleet = await SmallFleet.make({ landmarks: 64 });
  const sketches = [
    fleet.sketch(),
    fleet.sketch({ device: null, privacy: { epsilon: 1, delta: 1e-6 }, state: 'warming-up' }),
    fleet.sketch({
      device: 'Ünïcödé 工場 🏭'.repeat(8).slice(0, 100),
      evidence: { value: 0.5, samples: 3 },
      states: { 'insufficient-independent-samples': 1.5, ok: 0 },
      app: 'line 3',
      release: '1.0.0-rc.1',
      labels: Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`label ${n}`, `${n}`])),
    }),
  ];
  for (const sketch of sketches) expect([isSketch(sketch), isSketch.errors]).toEqual([true, null]);
  expect(isBatch({ schemaVersion: 1, sketches })).toBe(true);
  expect(isBatch({ schemaVersion: 1, sketches, sent: '2026-01-05T00:00:00.000Z' })).toBe(true);
  expect(isBatch({ schemaVersion: 1, sketches: [] })).toBe(false);
  expect(isBatch({ schemaVersion: 2, sketches })).toBe(false);
});

test('no field can be missing, and none can be added', async () => {
  const sketch = (await SmallFleet.make()).sketch();
  for (const field of names(sketchFields)) {
    const { [field as keyof FleetSketch]: _, ...rest } = sketch;
    expect(isSketch(rest), field).toBe(false);
  }
  expect(isSketch({ ...sketch, rows: [[1, 2, 3]] })).toBe(false);
});

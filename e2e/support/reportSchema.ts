import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../src/reports/report.schema.json' with { type: 'json' };

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  strictRequired: false,
  strictTypes: false,
});
ajv.addSchema(schema);

/** What the published schema says against a report; empty where it is one. */
export function reportFaults(report: unknown): string[] {
  return faults(schema.$id, report);
}

/** The same of what a beacon posts. */
export function batchFaults(batch: unknown): string[] {
  return faults(`${schema.$id}#/$defs/batch`, batch);
}

function faults(id: string, value: unknown): string[] {
  const validate = ajv.getSchema(id)!;
  if (validate(value)) return [];
  return validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

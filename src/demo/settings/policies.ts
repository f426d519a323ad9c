import { type AlarmPolicy, evidencePolicy, expectedRunTimePolicy, pValuePolicy } from 'tfjs-drift';

export const policyNames = ['expectedRunTime', 'evidence', 'pValue'] as const;
export type PolicyName = (typeof policyNames)[number];

/** When to raise an alarm, and the expression that makes it in somebody's own code. */
export const policies: Readonly<
  Record<PolicyName, { readonly make: () => AlarmPolicy; readonly factory: string }>
> = {
  expectedRunTime: { make: () => expectedRunTimePolicy(), factory: 'expectedRunTimePolicy' },
  evidence: { make: () => evidencePolicy(), factory: 'evidencePolicy' },
  pValue: { make: () => pValuePolicy(), factory: 'pValuePolicy' },
};

/**
 * Severities, worst first. `danger`: someone could do harm, or an integration is down. `caution`: riskier than necessary, or
 * soon a danger. `note`: good to know.
 */
export const severities = ['danger', 'caution', 'note'] as const;

export type Severity = (typeof severities)[number];

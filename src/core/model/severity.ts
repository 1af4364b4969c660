/**
 * How bad it is, the worst first. `danger`: somebody could do harm, or an integration stands still. `caution`: riskier than
 * it has to be, or soon a danger. `note`: good to know.
 */
export const severities = ['danger', 'caution', 'note'] as const;

export type Severity = (typeof severities)[number];

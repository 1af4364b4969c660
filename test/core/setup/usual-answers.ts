import type { PracticeBench } from '../../support/practice.ts';

/** The answers of a setup from flags that changes the execution user of an app. */
export function usualAnswers(bench: PracticeBench, app = 'ERP_Bridge') {
  return {
    app,
    'execution-user': bench.username('int.billing'),
    certificate: 'none',
    store: 'file',
    'user-change': app,
  };
}

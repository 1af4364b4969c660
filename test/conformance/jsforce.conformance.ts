/** Plain jsforce against a running org: the same tests as in every other run, so that this one shows all clients together. */
import '../practice-org/jsforce.test.ts';
import '../practice-org/soap-login.test.ts';

import { mustBeAtHome } from '../../acts/org-address.ts';
import { isAccessBorrowed, isAccessLeftOn, returnBorrowedSecretAccess } from '../../acts/secret-access.ts';
import { isSameId } from '../../plain/ids.ts';
import type { SalesforceOrg, SignIn } from '../../ports/ports.ts';
import { loginAddressQuestion, myDomainQuestion, orgQuestion } from '../../words/org-questions.ts';
import { setupWarnings, summaryWords } from '../../words/setup.ts';
import { agreeToBorrow, preflight } from '../preflight.ts';
import type { WithOrg } from '../setup-facts.ts';
import type { SetupPorts } from '../setup-io.ts';
import { doing, type Step, type StepIo } from '../setup-step.ts';

const loginAddresses: Readonly<Record<string, string>> = {
  production: 'https://login.salesforce.com',
  sandbox: 'https://test.salesforce.com',
};

/** Chooses the org, then checks what the setup needs there. */
export const orgStep: Step = {
  id: 'org',
  summary: ({ org: { facts } }: WithOrg) => summaryWords.org(facts.name, facts.person.username, facts.kind),
  run: async (facts, io) => {
    const { ports, name } = await chooseOrg(facts.ports, io);
    const { apiVersion } = io.options;
    const open = ports.signIns.open(name, { signal: io.signal, ...(apiVersion ? { apiVersion } : {}) });
    const salesforce = await doing(io, { act: 'open-org', name }, open);
    await mustBeKnownAddress(salesforce, ports);
    await returnSetting(salesforce, ports, io);
    const found = await preflight(salesforce, io);
    // What another run turned on temporarily goes off during the setup.
    const isBorrowed = await isAccessBorrowed(ports.state, salesforce.orgId);
    const borrowsSecretAccess = await agreeToBorrow(isBorrowed ? false : found.secretAccess, io);
    return { ...facts, ports, org: { salesforce, facts: found.facts, borrowsSecretAccess } };
  },
};

/** Until a person accepts the org's new address, nothing else begins there. @throws HostChanged */
async function mustBeKnownAddress(org: SalesforceOrg, { state }: SetupPorts): Promise<void> {
  if (org.allowedHost !== undefined) return;
  for (const app of await state.apps.list()) if (isSameId(app.orgId, org.orgId)) mustBeAtHome(org, app);
}

/** A dry run only says what an interrupted run left on. */
async function returnSetting(org: SalesforceOrg, { state, clock }: SetupPorts, io: StepIo): Promise<void> {
  if (io.options.dryRun) {
    if (await isAccessLeftOn(state, org.orgId)) io.tell({ kind: 'warning', text: setupWarnings.settingLeftOn });
  } else if (await returnBorrowedSecretAccess({ org, state, clock })) {
    io.tell({ kind: 'warning', text: setupWarnings.settingReturned });
  }
}

async function chooseOrg(ports: SetupPorts, io: StepIo): Promise<{ ports: SetupPorts; name: string }> {
  const [signIns, defaultOrg] = await doing(
    io,
    'list-sign-ins',
    Promise.all([ports.signIns.list(), ports.signIns.defaultOrg()]),
  );
  const [only] = signIns;
  if (ports.isPractice && only) return { ports, name: only.aliases[0] ?? only.username };
  const answer = await io.ask(orgQuestion(signIns, { defaultOrg, offersPractice: ports.enterPractice !== null }));
  if (answer === 'practice' && ports.enterPractice) {
    const practice = await doing(io, 'start-practice', ports.enterPractice());
    io.tell({ kind: 'practice', now: practice.clock.now });
    return chooseOrg(practice, io);
  }
  if (answer === 'login') return { ports, name: (await login(ports, io)).username };
  return { ports, name: answer };
}

async function login(ports: SetupPorts, io: StepIo): Promise<SignIn> {
  const kind = await io.ask(loginAddressQuestion);
  const loginUrl = loginAddresses[kind] ?? (await askMyDomain(io));
  const onAddress = (url: string) => io.tell({ kind: 'sign-in-address', url });
  const request = { loginUrl, openBrowser: true, onAddress, signal: io.signal };
  return doing(io, 'sign-in', ports.signIns.login(request));
}

async function askMyDomain(io: StepIo): Promise<string> {
  return withScheme(await io.ask(myDomainQuestion((text) => URL.canParse(withScheme(text)))));
}

function withScheme(text: string): string {
  return text.includes('://') ? text.trim() : `https://${text.trim()}`;
}

import { returnBorrowedSecretAccess } from '../../acts/secret-access.ts';
import { plainText } from '../../plain/text.ts';
import type { SignIn } from '../../ports/ports.ts';
import type { SetupPorts } from '../io.ts';
import { agreeToBorrow, preflight } from '../preflight.ts';
import type { Choice } from '../question.ts';
import { doing, type Step, type StepIo } from '../step.ts';

const loginAddresses: Readonly<Record<string, string>> = {
  production: 'https://login.salesforce.com',
  sandbox: 'https://test.salesforce.com',
};

/** Which org; then whether everything that the setup needs is there. */
export const orgStep: Step = {
  id: 'org',
  summary: ({ org }) => (org ? `${plainText(org.facts.name)} · ${org.facts.person.username} · ${org.facts.kind}` : ''),
  run: async (facts, io) => {
    const { ports, name } = await chooseOrg(facts.ports, io);
    const { apiVersion } = io.options;
    const open = ports.signIns.open(name, { signal: io.signal, ...(apiVersion ? { apiVersion } : {}) });
    const salesforce = await doing(io, `Opening ${plainText(name)}`, open);
    if (await returnBorrowedSecretAccess({ org: salesforce, state: ports.state, clock: ports.clock })) {
      io.tell({
        kind: 'warning',
        text: 'Secret access over REST, borrowed by a run that ended too early, was given back.',
      });
    }
    const found = await preflight(salesforce, io);
    const borrowsSecretAccess = await agreeToBorrow(found.secretAccess, io);
    return { ...facts, ports, org: { salesforce, facts: found.facts, borrowsSecretAccess } };
  },
};

async function chooseOrg(ports: SetupPorts, io: StepIo): Promise<{ ports: SetupPorts; name: string }> {
  const [signIns, defaultOrg] = await doing(
    io,
    'Reading the sign-ins of this computer',
    Promise.all([ports.signIns.list(), ports.signIns.defaultOrg()]),
  );
  const [only] = signIns;
  if (ports.isPractice && only) return { ports, name: only.aliases[0] ?? only.username };
  const answer = await io.ask({
    kind: 'choose',
    id: 'org',
    title: 'Which org?',
    flag: '--target-org',
    choices: [...signIns.map(choiceOf), ...otherChoices(ports, signIns.length > 0)],
    ...(defaultOrg ? { default: defaultOrg } : {}),
    notes: ['Reading only: nothing is changed before you agree to the plan.'],
    help: ['The list holds every org that the Salesforce CLI on this computer is signed in to.'],
  });
  if (answer === 'practice' && ports.enterPractice) {
    const practice = await doing(io, 'Starting the practice org', ports.enterPractice());
    io.tell({ kind: 'practice', now: practice.clock.now });
    return chooseOrg(practice, io);
  }
  if (answer === 'login') return { ports, name: (await login(ports, io)).username };
  return { ports, name: answer };
}

function choiceOf(signIn: SignIn): Choice {
  const { username, aliases, kind, isDefault, broken, ending } = signIn;
  const problem = broken?.problem ?? ending?.problem;
  const name = aliases[0];
  return {
    value: name ?? username,
    label: plainText(name ? `${name}  ${username}` : username),
    notes: [kind, ...(isDefault ? ['default'] : []), ...(problem ? [plainText(problem)] : [])],
    tone: broken ? 'off' : 'plain',
    ...(broken ? { disabled: `${plainText(broken.problem)}. ${plainText(broken.cure)}` } : {}),
  };
}

function otherChoices(ports: SetupPorts, hasSignIns: boolean): readonly Choice[] {
  const login: Choice = { value: 'login', label: 'Log in to another org', notes: ['in the browser'], tone: 'plain' };
  const practice: Choice = {
    value: 'practice',
    label: 'Practice org',
    notes: ['simulated, on this computer, no risk'],
    tone: 'good',
  };
  if (!ports.enterPractice) return [login];
  return hasSignIns ? [login, practice] : [practice, login];
}

async function login(ports: SetupPorts, io: StepIo): Promise<SignIn> {
  const kind = await io.ask({
    kind: 'choose',
    id: 'login-address',
    title: 'Where do you log in?',
    flag: '--target-org',
    choices: [
      { value: 'my-domain', label: 'My Domain address', notes: ['like https://acme.my.salesforce.com'], tone: 'good' },
      { value: 'production', label: 'Production', notes: ['login.salesforce.com'], tone: 'plain' },
      { value: 'sandbox', label: 'Sandbox', notes: ['test.salesforce.com'], tone: 'plain' },
    ],
  });
  const loginUrl = loginAddresses[kind] ?? (await askMyDomain(io));
  const onAddress = (url: string) => io.tell({ kind: 'sign-in-address', url });
  const request = { loginUrl, openBrowser: true, onAddress, signal: io.signal };
  return doing(io, 'Waiting for the sign-in in the browser', ports.signIns.login(request));
}

async function askMyDomain(io: StepIo): Promise<string> {
  const answer = await io.ask({
    kind: 'text',
    id: 'login-my-domain',
    title: 'The My Domain address',
    flag: '--target-org',
    placeholder: 'https://acme.my.salesforce.com',
    check: (text) => (URL.canParse(withScheme(text)) ? null : `${plainText(text)} is no address`),
  });
  return withScheme(answer);
}

function withScheme(text: string): string {
  return text.includes('://') ? text.trim() : `https://${text.trim()}`;
}

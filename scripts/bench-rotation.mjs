/**
 * Network share of a rotation: the same command with and without latency, in turn. The difference leaves out the program's
 * own work (start, scrypt, disk).
 */
const latency = 150;
const rounds = 5;

/** Requests that each need the previous answer. Those in brackets run in parallel with it. */
const chain = [
  'GET /services/data',
  'listMetadata (organization, person, consumers, slot, refresh tokens, login history)',
  'retrieve',
  'checkRetrieveStatus',
  'POST staged',
  'POST token, staged pair (consumers, slot)',
  'PATCH rotate',
  'POST token, primary pair (consumers, slot)',
  'DELETE previous',
  'POST token, previous pair (primary pair)',
];

/** @param keyturn runs a command in the practice org's home @param control calls the control API */
export async function rotationOnTheWay({ keyturn, control, median }) {
  const app = 'ERP_Bridge';
  await keyturn(['watch', app, '--no-prompt']);
  const rotate = () => keyturn(['rotate', app, '--grace', '0', '--confirm', app, '--json']);
  await rotate();
  const figures = [];
  for (let round = 0; round < rounds; round += 1) {
    const [near, far] = [await rotateAt(0), await rotateAt(latency)];
    figures.push({ total: far, wire: far - near });
  }
  const wire = median(figures.map((figure) => figure.wire));
  const least = chain.length * latency;
  return [
    { name: `rotate --grace 0 at ${latency} ms, in all`, value: median(figures.map(({ total }) => total)), unit: 'ms' },
    {
      name: `  of it on the way; ${chain.length} round trips`,
      value: wire,
      unit: 'ms',
      shown: `${(wire / least).toFixed(2)}× chain`,
      limit: '≤ 1.25× chain',
      isOk: wire <= 1.25 * least,
    },
  ];

  async function rotateAt(ms) {
    await control('/latency', { ms });
    try {
      return await rotate();
    } finally {
      await control('/latency', { ms: 0 });
    }
  }
}

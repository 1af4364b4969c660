/**
 * Time of an emergency from its confirmation, as the program measures it. For one app in round trips, with and without
 * latency in turn; and for a hundred apps in parallel, compared with one.
 */
const latency = 150;
const rounds = 2;
const lanes = 100;
/** Whole round trips. The rest is time of this computer. */
const wholeTrips = (ms) => Math.round(ms / latency);

/** Requests that each need the previous answer. Those in brackets run in parallel with it. */
const chains = {
  refused: [
    'POST staged',
    'POST token, staged pair (consumers, slot)',
    'PATCH rotate',
    'GET slot (consumers, POST token, primary pair)',
    'DELETE previous',
    'POST token, leaked pair (POST token, primary pair; sessions, login history, apps of the user)',
  ],
  contained: ['updateMetadata, plugin off', 'POST token, leaked pair'],
};
const most = { refused: 8, contained: 2 };

/** @param keyturn runs a command in the practice org's home and returns its `result` @param control calls the control API */
export async function emergencies({ keyturn, control, median }) {
  const one = (name, ...flags) => keyturn(['emergency', name, '--confirm', name, '--again', ...flags]);
  const figures = [];
  for (let round = 0; round < rounds; round += 1) {
    const [near, far] = [await at(0, responses), await at(latency, responses)];
    const all = await at(latency, lastOfAll);
    figures.push({
      refused: far.refused,
      refusedOnTheWay: far.refused - near.refused,
      containedOnTheWay: far.contained - near.contained,
      all,
    });
  }
  const of = (name) => median(figures.map((figure) => figure[name]));
  const times = of('all') / of('refused');
  return [
    { name: `emergency at ${latency} ms until refused`, value: of('refused'), unit: 'ms' },
    onTheWay('refused', of('refusedOnTheWay')),
    onTheWay('contained', of('containedOnTheWay')),
    {
      name: `${lanes} apps side by side until refused`,
      ...{ value: of('all'), unit: 'ms', shown: `${times.toFixed(2)}× one`, limit: '≤ 3× one', isOk: times <= 3 },
    },
  ];

  async function responses() {
    const { refusedAfterMs: refused } = await one('Integration_0');
    const { containedAfterMs: contained } = await one('Integration_1', '--contain=flow');
    if (refused === null || contained === null)
      throw new Error('the emergency did not verify that the leaked credentials are refused');
    return { refused, contained };
  }

  async function lastOfAll() {
    const { apps } = await keyturn(['emergency', '--all', '--again', '-o', 'practice', '--confirm', 'practice']);
    if (apps.length !== lanes || apps.some(({ refusedAfterMs }) => refusedAfterMs === null))
      throw new Error('the emergency did not verify the refusal for all apps');
    return Math.max(...apps.map(({ refusedAfterMs }) => refusedAfterMs));
  }

  async function at(ms, work) {
    await control('/latency', { ms });
    try {
      return await work();
    } finally {
      await control('/latency', { ms: 0 });
    }
  }
}

function onTheWay(what, ms) {
  return {
    name: `  until ${what}; a chain of ${chains[what].length}`,
    ...{ value: ms, unit: 'ms', shown: `${(ms / latency).toFixed(1)} trips` },
    ...{ limit: `≤ ${most[what]} trips`, isOk: wholeTrips(ms) <= most[what] },
  };
}

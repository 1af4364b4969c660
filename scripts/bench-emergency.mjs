/**
 * How long an emergency takes from the confirmation on, as the program itself measures it: for one app in round trips, the same
 * with and without a round-trip time in turns; and for a hundred apps side by side against one of them.
 */
const latency = 150;
const rounds = 2;
const lanes = 100;
/** A request is a whole round trip: what is left over is the computer. */
const wholeTrips = (ms) => Math.round(ms / latency);

/** Each needs the answer of the one before; what stands in brackets goes side by side with it. */
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

/** @param keyturn gives the `result` of a command in the practice org's home @param control asks its control API */
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
    if (refused === null || contained === null) throw new Error('it did not see that the leaked pair is refused');
    return { refused, contained };
  }

  async function lastOfAll() {
    const { apps } = await keyturn(['emergency', '--all', '--again', '-o', 'practice', '--confirm', 'practice']);
    if (apps.length !== lanes || apps.some(({ refusedAfterMs }) => refusedAfterMs === null))
      throw new Error('not all apps were seen to be refused');
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

import { it } from 'vitest';
import { oftenTheProgram } from '../journeys/killed-rotation.ts';
import { killSampledTicks } from '../journeys/killed-tick.ts';
import { figure } from '../support/figure.ts';

it('a tick that is killed loses nothing and doubles nothing, wherever it was: 200 moments', async () => {
  figure(await killSampledTicks(200, oftenTheProgram));
});

import type { EmergencyEnding, EmergencyIo, EmergencyScreen } from './emergency/emergency-screen.ts';
import { wantsLines } from './run-setup.ts';

/** An emergency in the form that suits the terminal and the person in front of it; loads only that one. */
export async function openEmergencyScreen(
  screen: EmergencyScreen,
  io: EmergencyIo & { readonly isScreenReader: boolean },
): Promise<EmergencyEnding> {
  if (wantsLines(io)) {
    const { runEmergencyLines } = await import('./linear/run-emergency-lines.ts');
    return runEmergencyLines(screen, io);
  }
  const { runEmergencyScreen } = await import('./run-emergency.tsx');
  return runEmergencyScreen(screen, io);
}

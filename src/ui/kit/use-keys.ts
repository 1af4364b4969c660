import { useInput, usePaste } from 'ink';
import { type Press, toPresses } from './presses.ts';
import { useScreen } from './use-screen.ts';

type OnPress = (press: Press) => void;
type OnPaste = (text: string) => void;

/** Pasted text never counts as Enter. Without `onPaste` it is dropped. */
export function useKeys(onPress: OnPress, onPaste: OnPaste = () => {}, isActive = true): void {
  useInput(
    (input, key) => {
      for (const press of toPresses(input, key)) onPress(press);
    },
    { isActive },
  );
  usePaste(onPaste, { isActive });
}

/** `useKeys` for a panel: active while its screen passes keys on. */
export function usePanelKeys(onPress: OnPress, onPaste?: OnPaste): void {
  useKeys(onPress, onPaste, useScreen().takesKeys);
}

import { useInput, usePaste } from 'ink';
import { type Press, toPresses } from './presses.ts';
import { useScreen } from './use-screen.ts';

type OnPress = (press: Press) => void;
type OnPaste = (text: string) => void;

/** A paste never presses Enter, whatever it contains; where nothing is typed it is dropped. */
export function useKeys(onPress: OnPress, onPaste: OnPaste = () => {}, isActive = true): void {
  useInput(
    (input, key) => {
      for (const press of toPresses(input, key)) onPress(press);
    },
    { isActive },
  );
  usePaste(onPaste, { isActive });
}

/** The same for a panel, while its screen lets it have the keys. */
export function usePanelKeys(onPress: OnPress, onPaste?: OnPaste): void {
  useKeys(onPress, onPaste, useScreen().takesKeys);
}

import { useInput, usePaste } from 'ink';
import { type Press, toPresses } from './presses.ts';

interface Handlers {
  readonly onPress: (press: Press) => void;
  /** A paste never presses Enter, whatever it contains; where nothing is typed it is dropped. */
  readonly onPaste?: (text: string) => void;
  readonly isActive: boolean;
}

export function useKeys({ onPress, onPaste, isActive }: Handlers): void {
  useInput(
    (input, key) => {
      for (const press of toPresses(input, key)) onPress(press);
    },
    { isActive },
  );
  usePaste((text) => onPaste?.(text), { isActive });
}

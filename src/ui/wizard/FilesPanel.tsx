import { useState } from 'react';
import type { Review } from '../../core/model/question.ts';
import { plainText } from '../../core/plain/text.ts';
import { Frame } from '../kit/Frame.tsx';
import { blank, cut, dim, type Line } from '../kit/line.ts';
import { isKey } from '../kit/presses.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useScreen } from '../kit/use-screen.ts';
import { useScroll } from '../kit/use-scroll.ts';
import { clamp } from '../kit/window.ts';
import { fileLines, fileViews } from './file-lines.ts';

const hints = [
  { keys: '↑↓', does: 'scroll', weight: 4 },
  { keys: '←→', does: 'switch file', weight: 5 },
  { keys: 'tab', does: 'changes/before/after', weight: 3 },
  { keys: 'esc', does: 'back' },
];

/** The files before and after the deploy. */
export function FilesPanel({ files, onClose }: { readonly files: Review['files']; readonly onClose: () => void }) {
  const { width, height } = useScreen().layout.panel;
  const [place, setPlace] = useState({ file: 0, view: 0 });
  const file = files[place.file];
  const kind = fileViews[place.view] ?? 'changes';
  const head: readonly Line[] = [
    [
      { text: cut(plainText(file?.path ?? ''), width - 12), bold: true },
      { text: `  ${place.file + 1} of ${files.length}`, dim: true },
    ],
    fileViews.flatMap((one) => [
      { text: one === kind ? `[${one}] ` : ` ${one}  `, bold: one === kind, dim: one !== kind },
    ]),
    blank,
  ];
  const scroll = useScroll(file ? fileLines(file, kind) : [dim('No files change.')], height - head.length);
  const turn = (by: number) => {
    setPlace((old) => ({ ...old, file: clamp(old.file + by, 0, Math.max(0, files.length - 1)) }));
    scroll.toTop();
  };
  const turnView = () => {
    setPlace((old) => ({ ...old, view: (old.view + 1) % fileViews.length }));
    scroll.toTop();
  };
  usePanelKeys((press) => {
    if (scroll.takes(press)) return;
    if (isKey(press, 'left')) turn(-1);
    if (isKey(press, 'right')) turn(1);
    if (isKey(press, 'tab')) turnView();
    if (isKey(press, 'escape', 'q', 'v')) onClose();
  });
  return <Frame lines={[...head, ...scroll.lines]} hints={hints} />;
}

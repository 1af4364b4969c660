import type { Command } from 'commander';
import type { Action } from './context.ts';

export type Bind = (load: () => Promise<Action>) => (...parameters: unknown[]) => Promise<void>;

export type MakeCommand = (definition: string, description: string, load: () => Promise<Action>) => Command;

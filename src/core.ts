import { error, getInput, getState, info, saveState, setOutput, setSecret, warning } from '@actions/core';
import type { Core } from './types.ts';

/** The library's functions by name, so that the bundle holds no others. */
export const core: Core = { error, getInput, getState, info, saveState, setOutput, setSecret, warning };

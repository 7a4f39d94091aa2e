/** Whether the recipes are on screen. */
import { create } from 'zustand';

export const useRecipes = create<{ readonly open: boolean }>(() => ({ open: false }));

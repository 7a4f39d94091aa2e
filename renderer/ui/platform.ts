/** How keys are written on this machine. */
export const mac = navigator.userAgent.includes('Mac');

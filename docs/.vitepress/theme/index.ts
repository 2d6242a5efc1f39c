// The default theme in the colours of the mark.

import theme from 'vitepress/theme';
import './style.css';

export default theme;

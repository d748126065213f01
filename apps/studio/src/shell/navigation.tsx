/** Links to the pages: in the header where there is room, at the bottom on a phone. */

import {
  IconBrain,
  IconDatabase,
  IconFlask2,
  IconLayersDifference,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import classes from './navigation.module.css';

type Page = 'runs' | 'compare' | 'lab' | 'data';

const PAGES: readonly { page: Page; path: string; icon: TablerIcon; also?: readonly string[] }[] = [
  { page: 'runs', path: '/', icon: IconBrain, also: ['/runs/', '/new'] },
  { page: 'compare', path: '/compare', icon: IconLayersDifference },
  { page: 'lab', path: '/lab', icon: IconFlask2 },
  { page: 'data', path: '/data', icon: IconDatabase },
];

function isCurrent(location: string, path: string, also: readonly string[] = []): boolean {
  if (location === path || also.some((start) => location.startsWith(start))) return true;
  return path !== '/' && location.startsWith(`${path}/`);
}

export function Navigation({ place }: { place: 'header' | 'bottom' }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  return (
    <nav aria-label={t('navigation.label')} className={classes[place]}>
      {PAGES.map(({ page, path, icon: Icon, also }) => (
        <Link
          key={page}
          href={path}
          className={classes.link}
          aria-current={isCurrent(location, path, also) ? 'page' : undefined}
        >
          <Icon size={place === 'bottom' ? 22 : 18} stroke={1.7} aria-hidden />
          <span>{t(`navigation.${page}`)}</span>
        </Link>
      ))}
    </nav>
  );
}

DROP TABLE retention_run;
DROP TABLE hourly_figure;

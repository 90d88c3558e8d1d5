DROP TABLE hourly_figure;

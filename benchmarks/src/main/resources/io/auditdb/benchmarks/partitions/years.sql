-- Events of the kind that HealthEvents makes, %2$s to %3$s of them, evenly from %4$s until %5$s: eight clinics, two
-- thousand staff, a hundred thousand patients. The same number gives the same event.
INSERT INTO %1$s (
  tenant, id, occurred_at, occurred_offset, recorded_at, action, status, principal_id, principal_type, principal_name,
  subject_id, subject_type, target_type, target_id, purpose, correlation_id, session_id, session_ip, session_user_agent,
  source, classification, details, writer, batch, position, secret
)
SELECT
  'clinic-' || staff %% 8,
  md5(i::text)::uuid,
  at,
  0,
  at + interval '20 milliseconds',
  (ARRAY['fhir.patient.read', 'fhir.observation.read', 'fhir.observation.search', 'fhir.medicationrequest.create',
         'fhir.diagnosticreport.read', 'fhir.encounter.update', 'auth.login.success', 'data.export'])[1 + kind],
  CASE WHEN (h / 7) %% 40 = 0 THEN 'failure' ELSE 'success' END,
  'staff-' || staff,
  'Practitioner',
  'Dr. Staff Number ' || staff,
  'patient-' || patient,
  'Patient',
  target,
  target || '/' || h %% 5000000,
  'TREATMENT',
  md5('c' || i),
  'session-' || staff || '-' || i / 50000,
  '10.' || staff %% 8 || '.' || staff / 256 || '.' || staff %% 256,
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36',
  'ehr',
  'PHI',
  jsonb_build_object('department', 'department-' || staff %% 6, 'path', '/fhir/' || target || '?patient=' || patient,
                     'durationMs', h %% 400, 'breakGlass', h %% 500 = 0),
  1,
  i / 1000,
  i %% 1000,
  int8send(h) || int8send(hashint8extended(i, 42))
FROM (
  SELECT i, h, h %% 2000 AS staff, (h / 2000) %% 100000 AS patient, (h / 200000000) %% 8 AS kind,
         timestamptz '%4$s' + (timestamptz '%5$s' - timestamptz '%4$s') * ((i - %2$s) / (%3$s - %2$s + 1.0)) AS at
  FROM (SELECT i, hashint8extended(i, 41) & 9223372036854775807 AS h
        FROM generate_series(%2$s::bigint, %3$s::bigint) i) numbers
) events,
LATERAL (SELECT (ARRAY['Patient', 'Observation', 'Observation', 'MedicationRequest', 'DiagnosticReport', 'Encounter'])
                [1 + kind %% 6] AS target) targets
